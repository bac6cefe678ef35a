import { DOCKER_HUB } from "../model/docker-hub.js";
import type { Layout } from "../model/settings.js";
import { POLICY_NAMES } from "../model/policies.js";
import type { SourceFile } from "../model/source.js";
import { writeQuoted } from "../yaml/write.js";
import { LOCK_FILE, PROJECT_FILE } from "./project.js";

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

/** Returns the first source: a pipeline that builds at once, with a Docker material in a comment. */
export function firstSource(registryUrl: string | undefined): SourceFile {
  const name = registryUrl === undefined ? "alpine" : "team/app";
  const text = `# A pipeline to start from. GoCD does not read this file: \`gocd-pin build\` writes gocd/example.gocd.yaml from it,
# with the newest tags that ${PROJECT_FILE} allows.
format_version: 10
pipelines:
  example:
    group: example
    materials:
      config:
        git: https://git.example.com/config.git # the URL of your repo
        destination: config
      # A Docker image, pinned at its newest tag: remove the comment signs and run \`gocd-pin build\`.
${indent(commentOut(`base:\n  package: Docker/${name}\n`), 6)}    stages:
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
  return { path: "pipelines/example.yaml", text };
}

/** Returns the file that keeps the line endings of generated files as they are in a clone, and folds them in a diff. */
export function firstAttributes(): SourceFile {
  const text = `${LOCK_FILE} text eol=lf\ngocd/** text eol=lf linguist-generated=true\n`;
  return { path: ".gitattributes", text };
}

const FOLDER_KEYS = `# The pipelines to read. Their names must not end in .gocd.yaml: GoCD would also load them.
# sources: ["pipelines/**/*.{yaml,yml}"]

# The folder for the generated files, which GoCD reads.
# output: gocd

# How a Docker material is replaced in the generated pipeline: auto, configrepo, remove or keep.
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

function indent(lines: string, columns: number): string {
  return lines.replace(/^(?=.)/gm, " ".repeat(columns));
}
