import type { Command } from "commander";
import type { ValidateResult } from "../commands/validate.js";
import type { OneSidedError, ServerValidation } from "../commands/validate-server.js";
import { FORMATS } from "../report/format.js";
import { makeVisible } from "../report/visible.js";
import { formatOption } from "./formats.js";
import { examples } from "./help.js";
import { preflightOption } from "./preflight.js";
import { run, type Session } from "./run.js";

interface Options {
  readonly strict?: boolean;
  readonly server?: string;
  readonly repoId?: string;
}

/** Adds `gocd-pin validate`: its options, examples and output. */
export function addValidate(program: Command, session: Session): void {
  program
    .command("validate")
    .argument("[file...]", "the files to check, - for standard input (default: the sources)")
    .description("Check offline what a GoCD server would reject or silently ignore.")
    .addOption(formatOption(FORMATS))
    .option("--strict", "treat warnings as errors")
    .option(
      "--server <url>",
      "also ask this GoCD server whether it accepts the files that a build would write",
    )
    .option("--repo-id <id>", "with --server: the config repo on the server that the files replace")
    .option("--repository-root <dir>", "the root of the git work tree, if there is no .git folder")
    .addHelpText(
      "after",
      examples([
        "gocd-pin validate",
        "gocd-pin validate --strict gocd/*.gocd.yaml",
        "gocd-pin validate - < file",
        "GOCD_AUTH_TOKEN=... gocd-pin validate --server https://gocd.mydomain --repo-id shop",
      ]),
    )
    .action(async (files: string[], options: Options, command: Command) => {
      const preflight = preflightOption(command, "--server", options.server, options.repoId);
      const { verbose = false } = command.optsWithGlobals<{ verbose?: boolean }>();
      await run<ValidateResult>(
        session,
        command,
        ({ result }) => validateText(result, verbose),
        async (common) => {
          const { validate } = await import("../commands/validate.js");
          return validate(session.world, { ...common, files, isStrict: options.strict === true, preflight });
        },
      );
    });
}

function validateText({ files, server }: ValidateResult, isVerbose: boolean): string {
  const verdict = server === undefined ? [] : serverLines(server, isVerbose);
  const lines = [`checked ${count(files.length, "file")}`, ...verdict];
  return lines.map((line) => `${makeVisible(line)}\n`).join("");
}

function serverLines(server: ServerValidation, isVerbose: boolean): string[] {
  const { url, accepted, sent, complete, unbuilt, onlyOffline, onlyServer } = server;
  if (unbuilt.length > 0) {
    return [`the GoCD server was not asked, because sources cannot be built: ${unbuilt.join(", ")}`];
  }
  if (accepted === null) return [];
  const verdict = `${url} ${accepted ? "accepts" : "rejects"} ${sent.length === 1 ? "the file" : `the ${sent.length} files`}`;
  if (!isVerbose) return [verdict];
  const agreement = complete
    ? "gocd-pin and the GoCD server agree"
    : "gocd-pin and the GoCD server agree on what the server checked";
  return [
    verdict,
    ...sent.map((name) => `  sent ${name}`),
    ...(complete ? [] : ["the GoCD server did not report all errors: it stops at errors in single files"]),
    ...(onlyOffline.length + onlyServer.length === 0 ? [agreement] : []),
    ...listing(
      complete ? "only gocd-pin reports:" : "only gocd-pin reports, but the server may not have checked it:",
      onlyOffline,
    ),
    ...listing("only the GoCD server reports:", onlyServer),
  ];
}

function listing(title: string, errors: readonly OneSidedError[]): string[] {
  if (errors.length === 0) return [];
  return [
    title,
    ...errors.map(({ path, line, code, message }) => {
      const place = path === undefined ? "" : `${path}${line === undefined ? "" : `:${line}`}: `;
      return `  ${place}${message} [${code}]`;
    }),
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
