import { DOCKER_HUB } from "../model/docker-hub.js";
import type { Layout } from "../model/settings.js";
import { POLICY_NAMES } from "../model/policies.js";
import type { SourceFile } from "../model/source.js";
import { writeQuoted } from "../yaml/write.js";
import { PROJECT_FILE } from "./project.js";

/** The choices of the first project file. Without `registryUrl`, it declares Docker Hub. */
export interface FirstProject {
  readonly path: string;
  readonly layout: Layout;
  readonly registryUrl: string | undefined;
}

const HUB_URL = `https://${DOCKER_HUB.apiHost}/v2/`;

/**
 * Returns the project file that a repo starts with. It declares a registry and, for Docker Hub, a package; for another
 * registry, whose images are not known, the package is a comment.
 */
export function firstProject({ path, layout, registryUrl }: FirstProject): SourceFile {
  const text = `# The project file of gocd-pin: registries, packages, and the files to generate.
# A key in a comment shows its default or an example.

${layout === "folder" ? FOLDER_KEYS : IN_PLACE_KEYS}
package_repositories:
  Docker: # the name of the package repository, used in pipelines and variables
    registry_url: ${writeQuoted(registryUrl ?? HUB_URL)}
    # What image references start with; the default is the host of the URL, docker.io for Docker Hub.
    # registry_name: registry.example.com
    # References to environment variables, never the credential itself. The default is the credential of \`docker login\`.
    # username: \${REGISTRY_USER}
    # password: \${REGISTRY_PASSWORD}
${registryUrl === undefined ? HUB_PACKAGE : commentOut(OTHER_PACKAGE)}`;
  return { path, text };
}

/** Returns the project file of a repo whose package repositories are imported; they are the lines of a block mapping. */
export function importedProject(path: string, repositories: string): SourceFile {
  const text = `# The project file of gocd-pin: registries, packages, and the files to generate. The package repositories were imported
# from a GoCD server with \`gocd-pin import\`. A key in a comment shows its default.

${FOLDER_KEYS}
# Registries and packages, by their names on the GoCD server. \${...} names an environment variable; \`id\` is the package's
# id on the server, so that pipelines may name it as \`package: <id>\` or as \`package: <repository>/<package>\`.
package_repositories:
${repositories}`;
  return { path, text };
}

/** Returns the first source. Its pipeline is a comment, as a server could not check out the repo of an example. */
export function firstSource(registryUrl: string | undefined): SourceFile {
  const name = registryUrl === undefined ? "alpine" : "team/app";
  const text = `# A pipeline to start from: remove the comment signs, and write the URL of your repo. From pipelines/example.yaml,
# \`gocd-pin build\` writes gocd/example.gocd.yaml for GoCD, with the newest tags that ${PROJECT_FILE} allows.
format_version: 10
${commentOut(examplePipeline(name))}`;
  return { path: "pipelines/example.yaml", text };
}

function examplePipeline(name: string): string {
  return `pipelines:
  example:
    group: example
    materials:
      config:
        git: https://git.example.com/config.git # the URL of your repo
        destination: config
      base: # a Docker image, pinned at its newest tag
        package: Docker/${name}
    stages:
      - show:
          jobs:
            show:
              tasks:
                - exec:
                    command: sh
                    arguments:
                      - -c
                      - env | grep ^GO_ | sort
`;
}

const FOLDER_KEYS = `# The pipelines to read. Their names must not end in .gocd.yaml: GoCD would also load them.
# sources: ["pipelines/**/*.{yaml,yml}"]

# The folder for the generated files, which GoCD reads.
# output: gocd

# How a Docker material is replaced in the generated pipeline: auto, configrepo, pipeline,
# remove or keep.
# package_materials: auto
`;

const IN_PLACE_KEYS = `# The files that GoCD reads, in which gocd-pin sets the variables.
sources: ["**/*.gocd.{yaml,yml}", "!**/node_modules/**"]

# gocd-pin edits the sources; manifest and env files go to the folder gocd.
output: in-place
`;

const HUB_PACKAGE = `    packages:
      alpine: # a pipeline names it as \`package: Docker/alpine\`
        # image: alpine
        # A Java regular expression that tags must match, anywhere in the tag. The default is every tag.
        tag_filter: '^3\\.\\d+\\.\\d+$'
        # Which matching tag is the latest: ${POLICY_NAMES.join(", ")}.
        # policy: natural # calver also needs a format: {calver: {format: YYYY.MM.DD}}
        # The id of this package on the GoCD server, if pipelines name it as \`package: <id>\`.
        # id: 0b7a8f4e-example
`;

const OTHER_PACKAGE = `    packages:
      team/app: # a pipeline names it as \`package: Docker/team/app\`
        tag_filter: '^\\d+\\.\\d+\\.\\d+$' # a Java regular expression that tags must match, anywhere in the tag
        policy: natural # which matching tag is the latest; one of ${POLICY_NAMES.join(", ")}
        id: 0b7a8f4e-example # the package's id on the GoCD server, if pipelines name it as \`package: <id>\`
`;

/** Puts the comment sign where the first line's text begins, so that the indentation is right without it. */
function commentOut(lines: string): string {
  const column = lines.search(/\S/);
  return lines.replace(/^.+$/gm, (line) => `${line.slice(0, column)}# ${line.slice(column)}`);
}
