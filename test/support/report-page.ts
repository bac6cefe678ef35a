import type { PageContent, PackageOfPage } from "../../src/report/html/content.js";

/** A package of the page; `change` replaces some of its properties. */
export function pageOf(change: Partial<PackageOfPage> = {}): PackageOfPage {
  return {
    package: "Docker/team/web",
    image: "registry.example.com/team/web",
    tag: "1.10",
    digest: `sha256:${"ab".repeat(32)}`,
    policy: "natural",
    tagFilter: "^\\d+\\.\\d+$",
    isHeld: false,
    newest: undefined,
    packagePipeline: undefined,
    pipelines: ["web"],
    ...change,
  };
}

/** A config repo with 300 packages and 200 pipelines in 20 groups; every pipeline uses one to four packages. */
export function largePage(): PageContent {
  const names = Array.from({ length: 200 }, (_, index) => `area-${index % 20}-deploy-${index}`);
  const packages = Array.from({ length: 300 }, (_, index) => {
    const near = names.filter((_name, at) => at % 20 === index % 20);
    const start = Math.floor(index / 20) % near.length;
    const pipelines = near.slice(start, start + 1 + (index % 4)).sort();
    return pageOf({ package: `Docker/area-${index % 20}/image-${index}`, tag: `1.${index}.0`, pipelines });
  });
  const variables = Array.from({ length: 24 }, (_, index) => ({
    name: `GO_PACKAGE_DOCKER_${index}_LABEL`,
    value: `1.${index}`,
  }));
  const pipelines = names.map((pipeline) => ({ pipeline, source: `pipelines/${pipeline}.yaml`, variables }));
  return { packages, pipelines, diagnostics: [], hasNewest: false };
}
