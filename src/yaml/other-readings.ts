import { warningAt, type Diagnostic } from "../model/diagnostic.js";
import type { SourceFile, Span } from "../model/source.js";
import { lineStart } from "./lines.js";
import {
  isMerge,
  textOf,
  visitNodes,
  type MappingNode,
  type Pair,
  type ScalarNode,
  type Tree,
} from "./node.js";

const IN_QUOTES = "write it in double quotes, or as a block, so that both agree";

/**
 * Reports where GoCD's reader (YamlBeans) reads a different value than a YAML 1.2 parser, as warnings with code
 * `yaml-dialect`.
 */
export function otherReadings(tree: Tree): Diagnostic[] {
  const { file } = tree;
  const findings: Diagnostic[] = [];
  const report = (span: Span, message: string, help: string) => {
    findings.push(warningAt({ file, span }, "yaml-dialect", message, { help }));
  };
  const nel = file.text.indexOf("\u0085");
  if (nel >= 0) {
    const message = "GoCD reads the character U+0085 as a line break, and YAML 1.2 does not";
    report({ start: nel, end: nel + 1 }, message, "write a line break or a space instead");
  }
  visitNodes(tree.root, (node) => {
    if (node.kind === "mapping") checkMapping(file.text, node, report);
    else if (node.kind === "scalar") checkScalar(file.text, node, report);
  });
  return findings;
}

type Report = (span: Span, message: string, help: string) => void;

function checkMapping(text: string, mapping: MappingNode, report: Report): void {
  const { start, end, flow, pairs } = mapping;
  if (flow && text[start] === "?" && !isExplicitKey(text, start)) {
    report(
      { start, end: Math.max(end, start + 1) },
      'GoCD reads this "?" as the start of a key, and YAML 1.2 as part of a word',
      IN_QUOTES,
    );
  }
  for (const pair of pairs) {
    const { keyNode: key, value } = pair;
    if (isDisguisedMerge(text, pair)) {
      const message = "GoCD merges here, where YAML 1.2 has a key with the name `<<`";
      report({ start: key.start, end: key.end }, message, "write `<<` without quotes, tag or alias");
    }
    if (!flow || textOf(value) === null) continue;
    const span = { start: key.start, end: value.end };
    const between = text.slice(key.end, value.propertiesStart).replace(/#.*/g, "");
    if (!between.includes(":") && between.includes(",")) {
      const message = "GoCD reads these two entries of the braces as a key and its value";
      report(span, message, "write brackets around a list, or give every key a value");
    } else if (
      between === ":" &&
      text[key.end + 1] === "(" &&
      key.kind === "scalar" &&
      key.style === "plain"
    ) {
      report(span, 'GoCD reads this ":" as the end of a key, and YAML 1.2 as part of a word', IN_QUOTES);
    }
  }
}

/**
 * Whether a `?` inside brackets starts an entry and is followed by white space: then it is an explicit key in YAML 1.2
 * too.
 */
function isExplicitKey(text: string, at: number): boolean {
  return /\s/.test(text[at + 1] ?? " ") && /[[,]\s*$/.test(text.slice(Math.max(0, at - 1000), at));
}

function isDisguisedMerge(text: string, pair: Pair): boolean {
  if (!isMerge(pair)) return false;
  const { kind, start, propertiesStart } = pair.keyNode;
  const isPlain = pair.keyNode.kind === "scalar" && pair.keyNode.style === "plain";
  return kind !== "scalar" || !isPlain || text.slice(propertiesStart, start).includes("!");
}

function checkScalar(text: string, { style, start, end, text: value }: ScalarNode, report: Report): void {
  const span = { start, end };
  if ((style === "literal" || style === "folded") && end === text.length && !/[\r\n]$/.test(text)) {
    const header = text.slice(lineStart(text, start - 1), start);
    if (value === "" || /[|>][0-9]?-[0-9]?\s*(?:#.*)?$/.test(header)) return;
    const message = "GoCD reads this text without a line break at its end, since the file has none";
    report(span, message, "end the file with a line break");
  } else if (style === "double" && value !== null) {
    const source = text.slice(start, end);
    if (/(?<!\\)(?:\\\\)*\\(?:\r\n|[\r\n])[ \t]*[\r\n]/.test(source)) {
      const message = "GoCD reads a line break at a backslash before an empty line";
      report(span, message, "write `\\n`, or remove the empty line");
    }
    if (source.includes("\\u") && /\p{Surrogate}/u.test(value)) {
      const message = "this text contains half of a surrogate pair, which becomes `?` in GoCD";
      report(span, message, "write the complete character");
    }
  }
}

/**
 * Reports text other than comments after `end`, where GoCD stops reading: a second document, or anything after a `---`
 * in the middle of a line or after a NUL character. GoCD ignores it.
 */
export function droppedRest(file: SourceFile, end: number): Diagnostic[] {
  const { text } = file;
  let first = -1;
  let isLost = false;
  for (let at = end; at < text.length && !isLost;) {
    const char = text[at] ?? "";
    if (/[\s\0\u0085\ufeff]/.test(char)) {
      if (char === "\0" && first < 0) first = at;
      at++;
    } else if (char === "#") {
      while (at < text.length && !/[\r\n\0\u0085]/.test(text[at] ?? "")) at++;
    } else {
      if (first < 0) first = at;
      const isMarker = lineStart(text, at) === at && /^(?:---|\.\.\.)(?:\s|$)/.test(text.slice(at, at + 4));
      if (isMarker) at += 3;
      else isLost = true;
    }
  }
  if (!isLost) return [];
  const line = text.slice(first).search(/[\r\n]/);
  const span = { start: first, end: line < 0 ? text.length : first + Math.max(line, 1) };
  const isMidLine = lineStart(text, first) !== first && text.startsWith("---", first);
  const message = "GoCD stops reading here, and silently drops everything that follows";
  const help = isMidLine
    ? "quote the `---`: before the first `---` on a line of its own, it starts a document anywhere in a line"
    : "move it before this place, or into a file of its own: GoCD reads one document per file";
  return [warningAt({ file, span }, "yaml-dialect", message, { help })];
}
