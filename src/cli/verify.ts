import type { Command } from "commander";
import type { Connection, VerifyResult } from "../commands/verify.js";
import { FORMATS } from "../report/report.js";
import { renderTable } from "../report/table.js";
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

function verifyText({ connections }: VerifyResult): string {
  if (connections.length === 0) return "no package repository is declared\n";
  const rows = connections.map((found) => [found.name, found.message, aboutCredentials(found)]);
  const notes = connections.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}\n`]));
  return renderTable({ header: ["name", "connection", "credentials"], rows }) + notes.join("");
}

function aboutCredentials({ credentials, passedOver = [] }: Connection): string {
  if (credentials === undefined) return "";
  return passedOver.length === 0 ? credentials : `${credentials} (${passedOver.join("; ")})`;
}
