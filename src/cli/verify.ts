import type { Command } from "commander";
import type { Connection, VerifyResult } from "../commands/verify.js";
import { FORMATS } from "../report/format.js";
import { renderTable } from "../report/table.js";
import { makeVisible } from "../report/visible.js";
import { formatOption } from "./formats.js";
import { run, type Session } from "./run.js";
import { examples } from "./text.js";

/** Adds the verb `verify`. */
export function addVerify(program: Command, session: Session): void {
  program
    .command("verify")
    .description("Check the connection of every package repository and every package; nothing is written.")
    .addOption(formatOption(FORMATS))
    .option("--no-packages", "check the registries only")
    .addHelpText("after", examples(["gocd-pin verify", "gocd-pin verify --no-packages --format json"]))
    .action(async (options: { packages: boolean }, command: Command) => {
      await run<VerifyResult>(session, command, verifyText, async (common) => {
        const { verify } = await import("../commands/verify.js");
        return verify(session.world, { ...common, isWithoutPackages: !options.packages });
      });
    });
}

function verifyText({ connections }: VerifyResult, hasFailed: boolean): string {
  // Declarations that could not be read are told as errors; that there are none would be wrong.
  if (connections.length === 0) return hasFailed ? "" : "no package repository is declared\n";
  const rows = connections.map(({ name, message, credentials = "" }) => [name, message, credentials]);
  const notes = connections.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`]));
  const lines = [...notes, ...passedOver(connections)].map((line) => `${makeVisible(line)}\n`);
  return renderTable({ header: ["name", "connection", "credentials"], rows }) + lines.join("");
}

/** The credential sources that had nothing, said once for all connections of which they are the same. */
function passedOver(connections: readonly Connection[]): string[] {
  const names = new Map<string, string[]>();
  for (const { name, passedOver: sources = [] } of connections) {
    const text = sources.join("; ");
    if (text !== "") names.set(text, [...(names.get(text) ?? []), name]);
  }
  return Array.from(names, ([text, of]) => `credentials passed over for ${of.join(", ")}: ${text}`);
}
