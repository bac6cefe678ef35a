import type { FakeImage } from "./fake-registry-content.js";

/** A config repo with two pipelines and two packages; `web` uses both of them, `worker` one. */
export const SHOP_FILES = {
  "gocd-pin.yaml": `package_materials: remove
package_repositories:
  Docker:
    registry_url: http://registry.test/v2/
    registry_name: registry.example.com
    packages:
      team/web:
        tag_filter: '^\\d+\\.\\d+$'
      team/db: {}
`,
  "pipelines/web.yaml": `format_version: 10
pipelines:
  web:
    group: shop
    materials:
      config:
        git: https://git.example.com/web.git
      app:
        package: Docker/team/web
      database:
        package: Docker/team/db
    stages:
      - deploy:
          tasks:
            - script: ./deploy
`,
  "pipelines/worker.yaml": `format_version: 10
pipelines:
  worker:
    group: shop
    materials:
      config:
        git: https://git.example.com/worker.git
      database:
        package: Docker/team/db
    stages:
      - deploy:
          tasks:
            - script: ./deploy
`,
};

/** The images of the registry; the digest of every tag is its own. */
export function shopImages(): Record<string, FakeImage> {
  return {
    "team/web": { tags: { "1.9": { digest: digestOf("1") }, "1.10": { digest: digestOf("2") }, latest: {} } },
    "team/db": { tags: { "15.1": { digest: digestOf("a") }, "15.2": { digest: digestOf("b") } } },
  };
}

/** A digest of one hex digit, over and over. */
export function digestOf(digit: string): string {
  return `sha256:${digit.repeat(64)}`;
}
