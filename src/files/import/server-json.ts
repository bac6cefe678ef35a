import { errorIn, quoteText, type Diagnostic } from "../../model/diagnostic.js";
import { parseJson, recordOf } from "../../model/json.js";
import type { SourceFile } from "../../model/source.js";
import type { PackageOfServer, RepositoryOfServer, ServerProperty, ServerReading } from "./server-config.js";

/**
 * Reads an answer of GoCD's package repositories API (version 1) or packages API (version 2), a list as GoCD returns it,
 * or what `export --format json` wrote. Other JSON, also the answer of a server that rejected the request, is an error.
 */
export function readServerJson(file: SourceFile): ServerReading {
  const json = parseJson(file.text);
  if (json === undefined) return { problem: notJson(file) };
  const root = recordOf(json);
  // GoCD embeds one of the lists; `export` writes both at the root.
  const { package_repositories: repositories, packages } = recordOf(root["_embedded"] ?? root);
  if (Array.isArray(repositories) || Array.isArray(packages)) {
    const entries = listOf(repositories).map(readRepository);
    const details = listOf(packages).map(readPackageWithRepository);
    if (!entries.every((entry) => entry !== undefined)) {
      return { problem: otherJson(file, "one of its package repositories has no name or no plugin id") };
    }
    return details.every((entry) => entry !== undefined)
      ? { config: { repositories: entries, packages: details } }
      : { problem: otherJson(file, "one of its packages has no name, repository or configuration") };
  }
  const { message } = root;
  const reason =
    typeof message === "string"
      ? `it is an error of the server: ${quoteText(message)}`
      : "it has neither package repositories nor packages";
  return { problem: otherJson(file, reason) };
}

function notJson({ path }: SourceFile): Diagnostic {
  // The message of the parser quotes the text, which may contain a credential.
  const message = "the file is not valid JSON; it is probably truncated";
  const help = "save the complete response of the server again";
  return errorIn(path, "import-document", message, { help });
}

function otherJson({ path }: SourceFile, reason: string): Diagnostic {
  const message = `the JSON is not a list of package repositories or packages of a GoCD server: ${reason}`;
  const help =
    "save the response of /go/api/admin/repositories (version 1) or /go/api/admin/packages (version 2)";
  return errorIn(path, "import-document", message, { help });
}

function readRepository(value: unknown): RepositoryOfServer | undefined {
  const { name, repo_id: id, plugin_metadata: plugin, configuration, _embedded: embedded } = recordOf(value);
  const { id: pluginId } = recordOf(plugin);
  if (typeof name !== "string" || typeof pluginId !== "string") return undefined;
  const { packages } = recordOf(embedded);
  return {
    name,
    id: textOf(id),
    pluginId,
    properties: readProperties(configuration) ?? [],
    packages: listOf(packages).map((pkg): PackageOfServer => {
      const entry = recordOf(pkg);
      return { name: textOf(entry["name"]), id: textOf(entry["id"]), properties: undefined };
    }),
  };
}

function readPackageWithRepository(value: unknown) {
  const { name, id, package_repo: repository, configuration } = recordOf(value);
  const { id: repositoryId, name: repositoryName } = recordOf(repository);
  const properties = readProperties(configuration);
  if (typeof name !== "string" || typeof repositoryId !== "string" || properties === undefined) {
    return undefined;
  }
  return { name, id: textOf(id), properties, repositoryId, repositoryName: textOf(repositoryName) };
}

/** GoCD omits the value of a property that is blank. */
function readProperties(value: unknown): ServerProperty[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return listOf(value).map((property) => {
    const entry = recordOf(property);
    const isEncrypted = "encrypted_value" in entry;
    return {
      key: textOf(entry["key"]),
      value: isEncrypted ? "" : textOf(entry["value"]),
      isEncrypted,
    };
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
