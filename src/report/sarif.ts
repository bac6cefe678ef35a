import { CODES, type Code } from "../model/codes.js";
import type { Diagnostic } from "../model/diagnostic.js";
import type { Place } from "../model/source.js";
import { arrange, pathOf } from "./arrange.js";
import { writeJson } from "./json.js";
import { regionOf } from "../model/position.js";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const ROOT = "SRCROOT";
const RULE_IDS = Object.keys(CODES);

type Related = NonNullable<Diagnostic["related"]>[number];

/**
 * Returns a SARIF 2.1.0 log of one run, results sorted, each once; section numbers below are those of the standard,
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html.
 * A diagnostic without a file (a registry that is down) is a notification of the invocation (3.20.21): GitHub rejects the
 * complete log for one result without a location.
 */
export function renderSarif(diagnostics: readonly Diagnostic[], toolVersion: string): string {
  const shown = arrange(diagnostics);
  const results = shown.filter((diagnostic) => pathOf(diagnostic) !== undefined);
  const notifications = shown.filter((diagnostic) => pathOf(diagnostic) === undefined);
  return writeJson({
    version: "2.1.0",
    $schema: SCHEMA,
    runs: [
      {
        tool: {
          driver: { name: "gocd-pin", version: toolVersion, rules: Object.entries(CODES).map(toRule) },
        },
        originalUriBaseIds: { [ROOT]: { description: { text: "the folder that paths are relative to" } } },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: notifications.every(({ severity }) => severity !== "error"),
            toolExecutionNotifications: notifications.map(toNotification),
          },
        ],
        results: results.map(toResult),
      },
    ],
  });
}

function toRule([id, { meaning, fix }]: readonly [string, (typeof CODES)[Code]]): object {
  const description = { text: escapeMessage(meaning) };
  // GitHub requires both descriptions.
  return {
    id,
    shortDescription: description,
    fullDescription: description,
    help: { text: escapeMessage(fix) },
  };
}

function toResult(diagnostic: Diagnostic): object {
  const { code, severity, place, related = [] } = diagnostic;
  const location = place === undefined ? toFileLocation(pathOf(diagnostic) ?? "") : toLocation(place);
  return {
    ruleId: code,
    ruleIndex: RULE_IDS.indexOf(code),
    level: severity,
    message: toMessage(diagnostic),
    locations: [{ physicalLocation: location }],
    ...(related.length > 0 && { relatedLocations: related.map(toRelated) }),
  };
}

function toNotification(diagnostic: Diagnostic): object {
  const { code, severity, related = [] } = diagnostic;
  return {
    associatedRule: { id: code, index: RULE_IDS.indexOf(code) },
    level: severity,
    message: toMessage(diagnostic),
    ...(related.length > 0 && { locations: related.map(toRelated) }),
  };
}

function toRelated({ message, place }: Related, id: number): object {
  return { id, physicalLocation: toLocation(place), message: { text: escapeMessage(message) } };
}

function toMessage({ message, help }: Diagnostic): object {
  return { text: escapeMessage(`${message}\nhelp: ${help}`) };
}

function toLocation(place: Place): object {
  return { ...toFileLocation(place.file.path), region: regionOf(place) };
}

function toFileLocation(path: string): object {
  return { artifactLocation: { uri: encodePath(path), uriBaseId: ROOT } };
}

/** Makes text literal: 3.11.5 asks for braces to be doubled, and by 3.11.6 `[a](b)` would become a link. */
function escapeMessage(text: string): string {
  return text.replaceAll("{", "{{").replaceAll("}", "}}").replaceAll("](", "\\](");
}

/** Returns a relative path as a relative reference of RFC 3986; a lone surrogate, which has no UTF-8, as U+FFFD. */
function encodePath(path: string): string {
  return path
    .split("/")
    .map((segment) => encodeURIComponent(segment.replace(/\p{Cs}/gu, "\ufffd")))
    .join("/");
}
