/**
 * A step of a page, in the order of the page. Comments of Markdown direct the steps; a reader of the page does not see them:
 *
 * - `<!-- repo: quickstart -->` starts a new folder with a copy of `fixtures/quickstart`, `<!-- repo: empty -->` an empty
 *   work tree, `<!-- repo: none -->` only a home folder, `<!-- repo: fixtures/NAME -->` a copy of that folder.
 * - `<!-- registry: docker-registry -->`, anywhere in a page, runs the page with that program instead of the fake registry.
 * - `<!-- push: shop/web:1.11.0 -->` pushes a tag to the registry.
 * - `<!-- hidden: COMMAND -->` runs a command that the text of the page describes.
 * - `<!-- file: PATH -->` before a block writes the block to a file; `<!-- show: PATH -->` compares it with a file,
 *   or with some lines of it: `<!-- show: PATH:7,12-15 -->`.
 * - `<!-- fails -->` before a `console` block says that its last command exits with another status than 0.
 * - `<!-- table: NAME -->` before a table says that the program has its content (`tables.ts`).
 * - `<!-- not run: REASON -->` before an `sh` block says why its commands do not run here. Each `sh` block needs it.
 *
 * A `console` block has commands, which begin with `$ `, and their outputs.
 */
export type Step =
  | { readonly kind: "repo"; readonly name: string }
  | { readonly kind: "registry"; readonly name: string }
  | { readonly kind: "push"; readonly reference: string }
  | { readonly kind: "hidden"; readonly command: string }
  | { readonly kind: "file"; readonly path: string; readonly body: Lines }
  | { readonly kind: "show"; readonly path: string; readonly body: Lines }
  | { readonly kind: "console"; readonly fails: boolean; readonly body: Lines };

/** The lines of a block without its fences: from `start` to before `end`, counted from 0. */
export interface Lines {
  readonly start: number;
  readonly end: number;
}

/** A block of code as a page shows it. */
interface Block {
  /** What follows the opening fence: `yaml`. */
  readonly language: string;
  /** The comments directly before it: `fails`, `file: gocd-pin.yaml`. */
  readonly directives: readonly string[];
  readonly body: Lines;
}

const DIRECTIVE = /^<!-- (.*) -->$/;

/** Returns the blocks of a page, and between them the directives that belong to no block. */
function readPage(lines: readonly string[]): readonly (Block | { readonly directive: string })[] {
  const parts: (Block | { directive: string })[] = [];
  let directives: string[] = [];
  const flush = () => {
    for (const directive of directives) parts.push({ directive });
    directives = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const [, directive] = DIRECTIVE.exec(line) ?? [];
    const [, language] = /^```(\w*)$/.exec(line) ?? [];
    // `fillTables` reads those that name a table.
    if (directive !== undefined && !directive.startsWith("table: ")) directives.push(directive);
    if (language !== undefined) {
      const end = lines.indexOf("```", at + 1);
      if (end < 0) throw new Error(`line ${at + 1}: the block has no end`);
      parts.push({ language, directives, body: { start: at + 1, end } });
      directives = [];
      at = end;
    } else if (directive === undefined && line !== "") flush();
  }
  flush();
  return parts;
}

/** Returns the steps of a page. Throws an error for a directive that does not exist, or that is not where it belongs. */
export function readSteps(lines: readonly string[]): Step[] {
  return readPage(lines).flatMap((part): Step[] => {
    const directives = "directive" in part ? [part.directive] : part.directives;
    const steps = directives.flatMap(readAction);
    const rest = directives.filter((text) => readAction(text).length === 0);
    if (!("directive" in part)) return [...steps, ...blockSteps(part, rest)];
    if (rest.length > 0)
      throw new Error(`"${part.directive}" is not known, or is not directly before a block`);
    return steps;
  });
}

/** Returns the step of a directive that belongs to no block. */
function readAction(directive: string): Step[] {
  const [, kind, value = ""] = /^(\w+): (.*)$/.exec(directive) ?? [];
  if (kind === "repo") return [{ kind, name: value }];
  if (kind === "registry") return [{ kind, name: value }];
  if (kind === "push") return [{ kind, reference: value }];
  return kind === "hidden" ? [{ kind, command: value }] : [];
}

function blockSteps({ language, body }: Block, directives: readonly string[]): Step[] {
  const [directive = "", second] = directives;
  const [, kind, path = ""] = /^(file|show): (.*)$/.exec(directive) ?? [];
  if (second !== undefined) throw new Error(`line ${body.start}: more than one directive`);
  if (kind === "file") return [{ kind, path, body }];
  if (kind === "show") return [{ kind, path, body }];
  if (language === "console" && (directive === "" || directive === "fails")) {
    return [{ kind: "console", fails: directive === "fails", body }];
  }
  if (language === "sh" ? !directive.startsWith("not run: ") : directive !== "") {
    throw new Error(
      `line ${body.start}: write a console block, or <!-- not run: REASON --> before an sh block`,
    );
  }
  return [];
}
