import { Option, type Command } from "commander";
import type { InitResult } from "../commands/init.js";
import { LAYOUTS, type Layout } from "../model/settings.js";
import { FORMATS } from "../report/format.js";
import { formatOption, type Shown } from "./formats.js";
import { run, type Session } from "./run.js";
import { examples } from "./help.js";
import { initText } from "./init-text.js";

interface Options {
  readonly layout?: Layout;
  readonly registryUrl?: string;
  readonly editor?: boolean;
  readonly git?: boolean;
}

/** Adds `gocd-pin init`: its options, examples and output. */
export function addInit(program: Command, session: Session): void {
  const layout = new Option(
    "--layout <layout>",
    "write generated pipelines to a folder, or edit the pipelines in place",
  ).choices(LAYOUTS);
  program
    .command("init")
    .description(
      "Write a commented gocd-pin.yaml, a first source and .gitattributes. Existing files are never overwritten.",
    )
    .addOption(layout)
    .addOption(formatOption(FORMATS))
    .option(
      "--editor",
      "save the JSON Schemas to .gocd-pin, and name them in the files for yaml-language-server",
    )
    .option("--git", "add the lines of gocd-pin to an existing .gitattributes")
    .option("--registry-url <url>", "URL of the first registry (default: Docker Hub)")
    .addHelpText(
      "after",
      examples([
        "gocd-pin init",
        "gocd-pin init --registry-url https://registry.example.com/v2/",
        "gocd-pin init --layout in-place",
        "gocd-pin init --editor --git      # also in a repo that has a gocd-pin.yaml",
      ]),
    )
    .action(async (options: Options, command: Command) => {
      const { config } = command.optsWithGlobals<{ config?: string }>();
      const toText = ({ result, hasFailed }: Shown<InitResult>) =>
        hasFailed ? "" : initText(result, config);
      await run<InitResult>(session, command, toText, async (common) => {
        const { init } = await import("../commands/init.js");
        const { layout, registryUrl, editor: withEditor = false, git: withGit = false } = options;
        return init({ ...common, layout, registryUrl, withEditor, withGit });
      });
    });
}
