/** A package of the graph, with its tag and the pipelines that use it. */
interface GraphPackage {
  readonly package: string;
  readonly tag: string;
  readonly pipelines: readonly string[];
}

/**
 * Returns a Mermaid flowchart with an arrow from every package to each pipeline that uses it. In Markdown, it is the
 * content of a code block with the language `mermaid`. https://mermaid.js.org/syntax/flowchart.html
 */
export function renderMermaid(packages: readonly GraphPackage[]): string {
  const names = Array.from(new Set(packages.flatMap(({ pipelines }) => pipelines))).sort();
  const numbers = new Map(names.map((name, index) => [name, index]));
  const lines = [
    "flowchart LR",
    ...packages.map((pkg, index) => `  image${index}["${escape(pkg.package)}<br>${escape(pkg.tag)}"]`),
    ...names.map((name, index) => `  pipeline${index}(["${escape(name)}"])`),
    ...packages.flatMap(({ pipelines }, index) =>
      pipelines.map((name) => `  image${index} --> pipeline${numbers.get(name) ?? 0}`),
    ),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** Mermaid reads `#60;` as the character with this number; unescaped markup and quotes would end the label. */
function escape(text: string): string {
  return text.replace(/[^\w ./:@+-]/gu, (char) => `#${char.codePointAt(0) ?? 0};`);
}
