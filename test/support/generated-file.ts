import fc from "fast-check";

/** Choices for a generated file, used one after another; 0, the simplest, when none is left. */
export const arbitraryChoices = fc.array(fc.nat(255), { minLength: 1, maxLength: 400, size: "max" });

/** A generated GoCD file. */
export interface GeneratedFile {
  readonly text: string;
  /** By how much each level is indented. */
  readonly step: number;
  /** The lines that do not belong to a Docker material, without their line ends. */
  readonly keptLines: readonly string[];
}

/** The content that a generated file may have. */
export interface FileShape {
  /** Anchors, aliases and merges. */
  readonly sharing: boolean;
  /** Flow style, values of `environment_variables` that are not a block mapping, and our own variables in it. */
  readonly forms: boolean;
}

type Value =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "literal"; readonly lines: readonly string[] }
  | { readonly kind: "raw"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | {
      readonly kind: "map";
      readonly anchor?: string;
      readonly isFlow: boolean;
      readonly pairs: readonly Pair[];
    };

interface Pair {
  readonly key: string;
  readonly value: Value;
  readonly isDocker?: boolean;
}

interface Line {
  readonly text: string;
  readonly isDocker: boolean;
}

/** Makes a file that GoCD's reader and js-yaml both accept, by the choices. */
export function generateFile(choices: readonly number[], shape: FileShape): GeneratedFile {
  let used = 0;
  const pick = (count: number) => (choices[used++] ?? 0) % count;
  const oneOf = <T>(first: T, ...others: readonly T[]): T =>
    [first, ...others][pick(others.length + 1)] ?? first;
  const isChosen = (among = 2) => pick(among) === among - 1;

  const step = oneOf(2, 4, 1, 3);
  const eol = oneOf("\n", "\r\n");
  const lines: Line[] = [];
  let anchors = 0;
  let comments = 0;
  const bodies: string[] = [];
  const environments: string[] = [];
  const materialMaps: string[] = [];
  const dockerMaterials: string[] = [];

  writeRoot();
  const text = lines.map((line) => line.text).join(eol) + (isChosen(3) ? "" : eol);
  return { text, step, keptLines: lines.filter(({ isDocker }) => !isDocker).map((line) => line.text) };

  function writeRoot(): void {
    const root: Pair[] = [{ key: "format_version", value: raw("10") }];
    if (shape.sharing) root.push({ key: "common", value: common() });
    const names = ["a", "b", "c", "d"].slice(0, 1 + pick(4));
    const pairs = names.map((key) => ({ key, value: pipeline(key) }));
    root.push({ key: "pipelines", value: { kind: "map", isFlow: false, pairs } });
    for (const pair of root) writePair(pair, 0, false);
  }

  function common(): Value {
    const body = mapOf([
      { key: "group", value: word("g") },
      ...(isChosen() ? [{ key: "label_template", value: word("${COUNT}-${db}") }] : []),
      ...(isChosen()
        ? [{ key: "environment_variables", value: mapOf([{ key: "E", value: word("1.10") }]) }]
        : []),
      ...(isChosen() ? [{ key: "materials", value: ownMaterials("x") }] : []),
    ]);
    return {
      kind: "map",
      isFlow: false,
      pairs: [
        {
          key: "docker",
          value: anchored(mapOf([{ key: "package", value: word("Docker/db") }]), dockerMaterials),
        },
        { key: "environment", value: anchored(mapOf([{ key: "F", value: word("on") }]), environments) },
        { key: "materials", value: anchored(ownMaterials("y"), materialMaps) },
        { key: "body", value: anchored(body, bodies) },
      ],
    };
  }

  function pipeline(name: string): Value {
    if (shape.sharing && isChosen(5)) return alias(bodies);
    const pairs: Pair[] = [{ key: "group", value: word("g") }];
    if (shape.forms && isChosen(3))
      pairs.push({ key: "label_template", value: word("${COUNT}-${db}-${web[:2]}") });
    if (isChosen()) pairs.push({ key: "environment_variables", value: environment() });
    pairs.push({ key: "materials", value: materials(name) });
    if (isChosen())
      pairs.push({ key: "tracking_tool", value: { kind: "map", isFlow: false, pairs: [literalPair()] } });
    pairs.push({ key: "stages", value: { kind: "list", items: ["one", "two"] } });
    const from = pick(pairs.length);
    const turned = [...pairs.slice(from), ...pairs.slice(0, from)];
    if (shape.sharing && isChosen(3)) turned.push({ key: "<<", value: alias(bodies) });
    const body = mapOf(turned);
    return shape.sharing && isChosen(3) ? anchored(body, bodies) : body;
  }

  function environment(): Value {
    const pairs: Pair[] = [{ key: "A", value: word("b") }];
    if (isChosen()) pairs.push({ key: "B", value: word("0123") });
    if (!shape.forms) return { kind: "map", isFlow: false, pairs: pairs };
    if (isChosen(6)) return raw(oneOf("", "{}", '""'));
    if (isChosen()) pairs.push({ key: "GO_PACKAGE_DB_LABEL", value: word("old") });
    if (!shape.sharing) return mapOf(pairs);
    if (isChosen(4)) return alias(environments);
    if (isChosen(4)) pairs.push({ key: "<<", value: alias(environments) });
    const map = mapOf(pairs);
    return isChosen(3) ? anchored(map, environments) : map;
  }

  function materials(name: string): Value {
    if (shape.sharing && isChosen(5)) return alias(materialMaps);
    const map = ownMaterials(name);
    return shape.sharing && isChosen(4) ? anchored(map, materialMaps) : map;
  }

  function ownMaterials(name: string): Value {
    const git = [
      { key: "git", value: word("https://x") },
      { key: "destination", value: word(name) },
    ];
    const pairs: Pair[] = [{ key: "git", value: mapOf(git) }];
    for (const key of ["db", "web", "third"]) if (isChosen()) pairs.push(docker(key));
    const from = pick(pairs.length);
    const turned = [...pairs.slice(from), ...pairs.slice(0, from)];
    if (shape.sharing && materialMaps.length > 0 && isChosen(4))
      turned.push({ key: "<<", value: alias(materialMaps) });
    return mapOf(turned);
  }

  function docker(key: string): Pair {
    if (shape.sharing && dockerMaterials.length > 0 && isChosen(4)) {
      return { key, value: alias(dockerMaterials), isDocker: true };
    }
    const pairs: Pair[] = [{ key: "package", value: word(`Docker/${key}`) }];
    if (isChosen(4)) pairs.push(literalPair());
    if (isChosen(4)) pairs.unshift({ key: "note", value: word("x") });
    return { key, value: mapOf(pairs), isDocker: true };
  }

  function literalPair(): Pair {
    return { key: "link", value: { kind: "literal", lines: oneOf(["x"], ["x", "", "  y"], ["x", "", ""]) } };
  }

  function word(text: string): Value {
    return { kind: "text", text };
  }

  function raw(text: string): Value {
    return { kind: "raw", text };
  }

  function alias(names: readonly string[]): Value {
    return raw(`*${names[pick(names.length)] ?? ""}`);
  }

  function mapOf(pairs: readonly Pair[]): Value {
    const isFlow = shape.forms && pairs.every(({ value }) => fitsFlow(value)) && isChosen(3);
    return { kind: "map", isFlow, pairs };
  }

  function fitsFlow(value: Value): boolean {
    if (value.kind === "literal") return false;
    return value.kind !== "map" || value.pairs.every((pair) => fitsFlow(pair.value));
  }

  /** The text after this can use the name. */
  function anchored(value: Value, names: string[]): Value {
    if (value.kind !== "map") return value;
    const anchor = `n${anchors++}`;
    names.push(anchor);
    return { ...value, anchor };
  }

  function writePair({ key, value, isDocker = false }: Pair, column: number, isWithin: boolean): void {
    const pad = " ".repeat(column);
    if (isChosen(6)) lines.push({ text: "", isDocker: isWithin });
    if (isChosen(4)) lines.push({ text: `${pad}# ${comments++}`, isDocker: isWithin });
    const isGone = isWithin || isDocker;
    const behind = isChosen(4) ? ` # ${comments++}` : "";
    const written = key === "<<" || !isChosen(6) ? key : `"${key}"`;
    const put = (text: string) => lines.push({ text: `${pad}${written}:${text}${behind}`, isDocker: isGone });
    if (value.kind === "map" && !value.isFlow) {
      put(value.anchor === undefined ? "" : ` &${value.anchor}`);
      for (const pair of value.pairs) writePair(pair, column + step, isGone);
    } else if (value.kind === "literal") {
      lines.push({ text: `${pad}${written}: ${oneOf("|", "|-", ">")}`, isDocker: isGone });
      const last = value.lines.findLastIndex((line) => line !== "");
      for (const [index, line] of value.lines.entries()) {
        const indented = line === "" ? "" : `${pad}${" ".repeat(step)}${line}`;
        // Blank lines after the last line with text do not belong to the scalar.
        lines.push({ text: indented, isDocker: isGone && index <= last });
      }
    } else if (value.kind === "list") {
      put("");
      const dash = " ".repeat(column + pick(2) * step);
      for (const item of value.items) lines.push({ text: `${dash}- ${item}`, isDocker: isGone });
    } else {
      const text = inline(value);
      put(text === "" ? "" : ` ${text}`);
    }
  }

  function inline(value: Value): string {
    switch (value.kind) {
      case "raw":
        return value.text;
      case "text":
        // GoCD's reader rejects plain text with a colon in flow style, and plain text cannot begin with a brace.
        return /[:{]/.test(value.text)
          ? `"${value.text}"`
          : oneOf(value.text, `"${value.text}"`, `'${value.text}'`);
      case "list":
        return `[${value.items.join(", ")}]`;
      case "literal":
        return '""';
      case "map": {
        const pairs = value.pairs.map((pair) => `${pair.key}: ${inline(pair.value)}`).join(", ");
        return `${value.anchor === undefined ? "" : `&${value.anchor} `}{${oneOf(pairs, ` ${pairs} `)}}`;
      }
    }
  }
}
