import type { PackageOfServer, RepositoryOfServer, ServerProperty } from "./import/server-config.js";

/** The references to environment variables in place of the credential of a repository. */
interface ExportedCredential {
  readonly repository: string;
  /** `${NAME}`. */
  readonly username: string;
  readonly password: string;
}

/** The package repositories of an export, each with its packages. */
export interface ExportedConfig {
  readonly repositories: readonly RepositoryOfServer[];
  readonly credentials: readonly ExportedCredential[];
}

/** Whether XML can hold a text: it has no control characters, lone surrogates and U+FFFE, U+FFFF (XML 1.0, Char). */
export function isXmlText(text: string): boolean {
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.test(text);
}

/** Returns package repositories in the shape of `cruise-config.xml`. All texts must satisfy `isXmlText`. */
export function renderServerXml({ repositories, credentials }: ExportedConfig): string {
  const references = credentials.map(
    ({ repository, username, password }) =>
      `the user name ${username} and the password ${password} of the repository "${repository}"`,
  );
  const comments = [
    "Package repositories of the GoCD plugin docker-registry, as gocd-pin.yaml declares them. Copy <repositories> into the cruise-config.xml of the server. If that has the element already, copy only each <repository> into it.",
    ...references.map((reference) => `Replace ${reference} with the values; GoCD encrypts them.`),
  ];
  return `<?xml version="1.0" encoding="utf-8"?>
${comments.map((comment) => `<!-- ${comment.replace(/-(?=-)/g, "- ")} -->\n`).join("")}<cruise>
  <repositories>
${repositories.map(repositoryXml).join("")}  </repositories>
</cruise>
`;
}

function repositoryXml({ id, name, pluginId, properties, packages }: RepositoryOfServer): string {
  const list =
    packages.length === 0 ? "" : `      <packages>\n${packages.map(packageXml).join("")}      </packages>\n`;
  return `    <repository id="${escapeXml(id)}" name="${escapeXml(name)}">
      <pluginConfiguration id="${escapeXml(pluginId)}" version="1" />
${configurationXml(properties, "      ")}${list}    </repository>
`;
}

function packageXml({ id, name, properties = [] }: PackageOfServer): string {
  const attribute = id === "" ? "" : `id="${escapeXml(id)}" `;
  return `        <package ${attribute}name="${escapeXml(name)}" autoUpdate="true">
${configurationXml(properties, "          ")}        </package>
`;
}

function configurationXml(properties: readonly ServerProperty[], indent: string): string {
  const lines = properties.map(
    ({ key, value }) =>
      `${indent}  <property><key>${escapeXml(key)}</key><value>${escapeXml(value)}</value></property>\n`,
  );
  return `${indent}<configuration>\n${lines.join("")}${indent}</configuration>\n`;
}

/**
 * Escapes a text for content and attributes. Line ends and tabs are references, because XML would change or trim them, and
 * so are characters that a terminal does not show as they are, and a `#` of `##[`, which a CI server interprets.
 */
function escapeXml(text: string): string {
  return text.replace(/[&<>"']|#(?=#)|[^ -~]/gu, (char) => `&#${char.codePointAt(0) ?? 0};`);
}

/**
 * Returns package repositories and packages as bodies of requests to GoCD's package repositories API (version 1) and
 * packages API (version 2), with the credentials to replace.
 */
export function renderServerJson({ repositories, credentials }: ExportedConfig): string {
  const body = {
    package_repositories: repositories.map(({ id, name, pluginId, properties }) => ({
      repo_id: id,
      name,
      plugin_metadata: { id: pluginId, version: "1" },
      configuration: properties.map(({ key, value }) => ({ key, value })),
    })),
    packages: repositories.flatMap((repository) =>
      repository.packages.map(({ id, name, properties = [] }) => ({
        ...(id !== "" && { id }),
        name,
        auto_update: true,
        package_repo: { id: repository.id, name: repository.name },
        configuration: properties.map(({ key, value }) => ({ key, value })),
      })),
    ),
    credentials,
  };
  const ascii = JSON.stringify(body, null, 2).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${ascii}\n`;
}
