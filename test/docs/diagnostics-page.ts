import { CODES } from "../../src/model/codes.js";

const INTRODUCTION = `<!-- \`npm run docs\` generates this page from src/model/codes.ts. -->

# Diagnostic codes

gocd-pin reports each problem with its place (\`path:line:column\`), a message, the code in square brackets, and a \`help:\` line
that describes what to do. The meaning of a code changes only with an entry in the [changelog](../CHANGELOG.md).

"Exit status" is the exit status of a run with an error of this code. Warnings do not change the exit status.

`;

/** Returns `docs/diagnostics.md`: every code in alphabetical order with its meaning, its fix and its exit status. */
export function writeDiagnosticsPage(): string {
  const sections = Object.entries(CODES)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, { meaning, fix, exit }]) =>
        `## ${code}\n\n${sentence(meaning)}\n\n- Fix: ${fix}\n- Exit status: ${exitText(exit)}\n`,
    );
  return INTRODUCTION + sections.join("\n");
}

function exitText(exit: number | "by-file"): string {
  return exit === "by-file" ? "2 if the error is in the project file, otherwise 1" : String(exit);
}

/** Makes a sentence of a phrase. */
function sentence(phrase: string): string {
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`;
}
