import { readArgument, type FileText } from "../files/disk.js";
import type { ServerConfig, ServerReading } from "../files/import/server-config.js";
import { readServerJson } from "../files/import/server-json.js";
import { readServerXml } from "../files/import/server-xml.js";
import { errorIn, type Diagnostic } from "../model/diagnostic.js";
import type { AskedLimits } from "../model/settings.js";
import type { RunOptions, World } from "../workspace/world.js";

/** The documents of a GoCD server that an import reads. */
export interface ImportDocuments {
  /** Not complete if there is an error. */
  readonly configs: readonly ServerConfig[];
  /** The URL of the server, if they are its answers. */
  readonly address?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads files; their content decides the format. */
export function readFiles(root: string, paths: readonly string[]): ImportDocuments {
  return collect(paths.map((path) => readDocument(root, path)));
}

/** Queries a GoCD server. */
export async function readServer(
  world: World,
  options: RunOptions,
  url: string,
  limits: AskedLimits,
): Promise<ImportDocuments> {
  const { openServer, serverDiagnostic, serverNotices } = await import("../workspace/server/gocd-server.js");
  const client = openServer(world, options, { name: "--server", url }, limits);
  if ("problem" in client) return { configs: [], diagnostics: [client.problem] };
  const address = client.address.base;
  try {
    const answers = await Promise.all([client.packageRepositories(), client.packages()]);
    const failures = answers.flatMap((answer) => (answer.ok ? [] : [serverDiagnostic(answer.failure)]));
    // Both queries have the same failure if the server cannot be reached.
    const unique = failures.filter(
      ({ message }, index) => failures.findIndex((other) => other.message === message) === index,
    );
    const readings = answers.flatMap((answer) =>
      answer.ok ? [asAnswer(readServerJson({ path: address, text: answer.value }), address)] : [],
    );
    const { configs, diagnostics } = collect(readings);
    return { configs, address, diagnostics: [...unique, ...diagnostics, ...serverNotices(client)] };
  } finally {
    await client.close();
  }
}

/** A problem of an answer is one of the server, and no file has it. */
function asAnswer(reading: ServerReading, address: string): ServerReading {
  if ("config" in reading) return reading;
  const { message } = reading.problem;
  const help = "check that --server is the address of a GoCD server";
  return {
    problem: {
      severity: "error",
      code: "server-protocol",
      message: `the response of ${address}: ${message}`,
      help,
    },
  };
}

function collect(readings: readonly ServerReading[]): ImportDocuments {
  return {
    configs: readings.flatMap((reading) => ("config" in reading ? [reading.config] : [])),
    diagnostics: readings.flatMap((reading) => ("problem" in reading ? [reading.problem] : [])),
  };
}

function readDocument(root: string, path: string): ServerReading {
  const read = readArgument({ root }, path);
  if (read.kind !== "text") return { problem: unreadable(path, read) };
  const file = { path, text: read.text };
  const [first] = /\S/.exec(file.text) ?? [];
  if (first === "<") return readServerXml(file);
  if (first === "{" || first === "[") return readServerJson(file);
  const message = first === undefined ? "the file is empty" : "the file is neither XML nor JSON";
  return { problem: errorIn(path, "import-document", message, { help: FILE_HELP }) };
}

const FILE_HELP =
  "name a cruise-config.xml, or a saved response of GoCD's package repositories or packages API";

function unreadable(path: string, read: Exclude<FileText, { readonly kind: "text" }>): Diagnostic {
  const reason = read.kind === "missing" ? "it does not exist" : read.reason;
  const code = read.kind === "unreadable" && read.isUnsafe ? "path-unsafe" : "usage";
  return errorIn(path, code, `the file cannot be read: ${reason}`, { help: FILE_HELP });
}

/** Returns the warning about an import that has nothing to import; `address` is the server's URL if it was queried. */
export function noRepositories(address: string | undefined): Diagnostic {
  const of = "package repository of the plugin docker-registry";
  const message =
    address === undefined ? `no ${of} can be imported` : `${address} has no ${of} that can be imported`;
  const help =
    address === undefined
      ? "name the file of the GoCD server that has the plugin's package repositories"
      : "name the GoCD server that has the plugin's package repositories";
  return { severity: "warning", code: "import-skipped", message, help };
}
