import type { Command } from "commander";
import type { Connection, VerifyResult } from "../commands/verify.js";
import { FORMATS } from "../report/format.js";
import { failedCell, okCell } from "../report/layout.js";
import { renderTable } from "../report/table.js";
import { makeVisible } from "../report/visible.js";
import { formatOption, reportFormats, type Formats, type Shown } from "./formats.js";
import { runAs, type Session } from "./run.js";
import { examples } from "./help.js";

const VERIFY_FORMATS: Formats<VerifyResult> = new Map([
  ...reportFormats("verify", verifyText),
  ["text", { kind: "text", render: verifyText, renderNotes: verifyNotes }],
]);

/** Adds `gocd-pin verify`: its options, examples and output. */
export function addVerify(program: Command, session: Session): void {
  program
    .command("verify")
    .description("Check that every registry and image can be reached, and which credentials are used.")
    .addOption(formatOption(FORMATS))
    .option("--no-packages", "check only the registries")
    .addHelpText("after", examples(["gocd-pin verify", "gocd-pin verify --no-packages --format json"]))
    .action(async (options: { packages: boolean }, command: Command) => {
      await runAs<VerifyResult>(session, command, VERIFY_FORMATS, async (common) => {
        const { verify } = await import("../commands/verify.js");
        return verify(session.world, { ...common, isWithoutPackages: !options.packages });
      });
    });
}

/** Returns a line for each connection, and a line that sums them up. */
function verifyText({ result: { connections }, hasFailed, width, color }: Shown<VerifyResult>): string {
  // If the declarations could not be read, "none is declared" would be wrong.
  if (connections.length === 0) return hasFailed ? "" : "no package repository is declared\n";
  const rows = connections.map(({ name, ok, message, credentials = "" }) => [
    ok ? okCell(color) : failedCell(color),
    name,
    message,
    credentials,
  ]);
  const table = renderTable({ header: ["", "name", "connection", "credentials"], rows }, width);
  const okCount = connections.filter(({ ok }) => ok).length;
  const failedCount = connections.length - okCount;
  const summary = [`${okCount} ok`, ...(failedCount > 0 ? [`${failedCount} failed`] : [])].join(", ");
  return `${table}connections: ${summary}\n`;
}

/** Returns what is worth knowing about connections that are fine, and the credential sources that were skipped. */
function verifyNotes({ connections }: VerifyResult): string {
  const notes = connections.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`]));
  return [...notes, ...passedOver(connections)].map((line) => `${makeVisible(line)}\n`).join("");
}

/** Returns the credential sources without credentials, once for all connections that have the same ones. */
function passedOver(connections: readonly Connection[]): string[] {
  const names = new Map<string, string[]>();
  for (const { name, passedOver: sources = [] } of connections) {
    const text = sources.join("; ");
    if (text !== "") names.set(text, [...(names.get(text) ?? []), name]);
  }
  return Array.from(names, ([text, of]) => `skipped credential sources of ${of.join(", ")}: ${text}`);
}
