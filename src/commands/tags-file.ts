import { readArgument } from "../files/disk.js";
import { errorAt, errorIn, quoteText, type Diagnostic } from "../model/diagnostic.js";
import { parseTag, type Tag } from "../model/image.js";
import { isRecord, parseJson } from "../model/json.js";
import type { SourceFile } from "../model/source.js";
import type { World } from "../workspace/world.js";

const HELP = "write one tag per line, or the JSON that a registry returns for /v2/<image>/tags/list";
const MOST_PROBLEMS = 10;

/**
 * Returns the tags of a file, or of standard input for `-`, each once: one per line, empty lines ignored, or the JSON
 * of a tag list, `{"tags": [...]}` or only the list. In JSON, values that are not valid tags are ignored, as in the
 * response of a registry; a line that is not a valid tag is an error (`usage`), as is a file that cannot be read.
 */
export async function readTagsFile(
  world: World,
  root: string,
  path: string,
): Promise<{ readonly tags: readonly Tag[] } | { readonly diagnostics: readonly Diagnostic[] }> {
  const read =
    path === "-" ? { kind: "text" as const, text: await world.stdin() } : readArgument({ root }, path);
  if (read.kind !== "text") {
    const reason = read.kind === "missing" ? "it does not exist" : read.reason;
    const message = `the file of tags cannot be read: ${reason}`;
    const code = read.kind === "unreadable" && read.isUnsafe ? "path-unsafe" : "usage";
    return { diagnostics: [errorIn(path, code, message, { help: HELP })] };
  }
  const file = { path: path === "-" ? "<stdin>" : path, text: read.text };
  if (/^\s*[[{]/.test(file.text)) return readJson(file);
  const tags = new Set<Tag>();
  const diagnostics: Diagnostic[] = [];
  for (const { 0: line, index } of file.text.matchAll(/[^\r\n]+/g)) {
    const text = line.trim();
    if (text === "") continue;
    const tag = parseTag(text);
    if (tag !== undefined) {
      tags.add(tag);
      continue;
    }
    const start = index + line.indexOf(text);
    const place = { file, span: { start, end: start + text.length } };
    diagnostics.push(errorAt(place, "usage", `no tag can be ${quoteText(text)}`, { help: HELP }));
    // The wrong file altogether has as many as it has lines.
    if (diagnostics.length === MOST_PROBLEMS) break;
  }
  return diagnostics.length > 0 ? { diagnostics } : { tags: Array.from(tags) };
}

function readJson(file: SourceFile): { tags: Tag[] } | { diagnostics: Diagnostic[] } {
  const value = parseJson(file.text);
  const list = isRecord(value) && "tags" in value ? value["tags"] : value;
  if (list === null) return { tags: [] };
  if (!Array.isArray(list)) {
    const message =
      value === undefined ? "the file of tags is not valid JSON" : "the file of tags has no list of tags";
    return { diagnostics: [errorIn(file.path, "usage", message, { help: HELP })] };
  }
  const texts: readonly unknown[] = list;
  const tags = texts.flatMap((text) => (typeof text === "string" ? (parseTag(text) ?? []) : []));
  return { tags: Array.from(new Set(tags)) };
}
