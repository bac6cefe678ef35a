import type { ImportResult } from "../commands/import.js";
import { makeVisible } from "../report/visible.js";

/** Returns what `import` added, the variables to set, and the materials that may name packages in another way. */
export function importText(result: ImportResult, isDry: boolean): string {
  const { path, written, added, completed, unchanged, credentials, uses } = result;
  const changes = [
    ...written.map(() => `${isDry ? "would write" : "wrote"} ${path}`),
    ...added.map((key) => `  added ${key}`),
    ...completed.map((key) => `  added the id of ${key}`),
    ...(unchanged > 0 ? [`${count(unchanged, "package is", "packages are")} already declared`] : []),
  ];
  const variables = credentials.map(
    ({ repository, username, password }) => `  ${repository}: ${username}, ${password}`,
  );
  const places = uses.map(
    (use) => `  ${use.path}:${use.line}: package: ${use.id} is ${use.package} (pipeline "${use.pipeline}")`,
  );
  const sections = [
    changes,
    variables.length > 0
      ? [
          "Set these environment variables where gocd-pin runs; no user name or password was imported:",
          ...variables,
        ]
      : [],
    places.length > 0
      ? ["These materials name packages by their ids. You may write <repository>/<package> there:", ...places]
      : [],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${makeVisible(line)}\n`).join(""))
    .join("\n");
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
