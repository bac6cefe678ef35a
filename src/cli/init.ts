import { Option, type Command } from "commander";
import type { FileMove } from "../commands/gocd-files.js";
import type { InitResult } from "../commands/init.js";
import { LAYOUTS, type Layout } from "../model/settings.js";
import { FORMATS } from "../report/format.js";
import { formatOption, type Shown } from "./formats.js";
import { run, type Session } from "./run.js";
import { examples } from "./help.js";
import { posix } from "node:path";
import { makeVisible } from "../report/visible.js";

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

/** A command to run next, with its purpose. */
type Step = readonly [command: string, about: string];

const PROJECT_FILE = "gocd-pin.yaml";

/** The maximum of packages and of editor lines that are printed. */
const SHOWN = 20;

/** Returns what `init` did and what to do next. `config` is the project file, if it was named. */
function initText(result: InitResult, config: string | undefined): string {
  const { written, layout, moves } = result;
  const files = written.map((path) => `wrote ${makeVisible(path)}\n`).join("");
  const parts = [files, packagesText(result), linesText(result)];
  if (layout === null) {
    if (written.length === 0) parts[0] = "everything is up to date\n";
    if (written.includes(".gitattributes")) parts.push(nextText([RENORMALIZE]));
  } else {
    if (moves.length > 0) parts.splice(1, 0, `${movesText(moves)}\n${inPlaceText(config)}`);
    parts.push(nextText(nextSteps(result, layout, config)));
  }
  return parts.filter((part) => part !== "").join("\n");
}

const RENORMALIZE: Step = ["git add --renormalize .", "apply .gitattributes to the files that git has"];

function nextSteps({ lacksAttributes }: InitResult, layout: string, config: string | undefined): Step[] {
  const project = config ?? PROJECT_FILE;
  const program = programOf(config);
  const isInPlace = layout === "in-place";
  const about = isInPlace
    ? ", each with the `id` that it has on the GoCD server"
    : "; write `package: Docker/<package>` in a material";
  return [
    [`edit ${makeVisible(project)}`, `name the registry and its packages${about}`],
    ...(lacksAttributes
      ? [[`${program} init --git`, "add the generated files to .gitattributes"] as const]
      : []),
    [`${program} verify`, "check the connections"],
    [`${program} build`, "pin the newest tags and write the variables"],
    isInPlace
      ? ["git diff", "review the changes, and commit them"]
      : ["git add --all", "then commit: project file, sources, lock and gocd/"],
  ];
}

function programOf(config: string | undefined): string {
  return config === undefined ? "gocd-pin" : `gocd-pin -c ${shellWord(config)}`;
}

function nextText(steps: readonly Step[]): string {
  const width = Math.max(...steps.map(([command]) => command.length));
  return `Next:\n${steps.map(([command, about]) => `  ${command.padEnd(width)}  ${about}\n`).join("")}`;
}

/** Returns shell commands; the folders come first, because `git mv` creates none. */
function movesText(moves: readonly FileMove[]): string {
  const folders = Array.from(new Set(moves.map(({ to }) => posix.dirname(to))), shellWord);
  const commands = moves.map(({ from, to }) => `  git mv ${shellWord(from)} ${shellWord(to)}\n`);
  return `GoCD already reads pipelines in this folder. Move their files, so that GoCD reads only the generated files in gocd/:
  mkdir -p ${folders.join(" ")}
${commands.join("")}`;
}

/** Returns how to choose the other layout. */
function inPlaceText(config: string | undefined): string {
  return `Or leave the files where they are, and let gocd-pin set the variables in them. Docker materials then stay packages of
the GoCD server, which still needs the Docker poller plugin:
  rm ${shellWord(config ?? PROJECT_FILE)}
  ${programOf(config)} init --layout in-place
`;
}

function packagesText({ serverPackages, serverConfigs }: InitResult): string {
  const imports = serverConfigs.map((path) => `  gocd-pin import ${shellWord(path)}\n`).join("");
  const config =
    imports === ""
      ? ""
      : `Declare the Docker packages of this GoCD configuration, with their ids:\n${imports}`;
  if (serverPackages.length === 0) return config;
  const rows = serverPackages.slice(0, SHOWN).map(({ id, uses }) => {
    const [first] = uses;
    const more = uses.length > 1 ? `, and ${uses.length - 1} more` : "";
    const use = first && `${first.path}: material "${first.material}" of "${first.pipeline}"${more}`;
    return `  ${makeVisible(`${id}  ${use ?? ""}`)}\n`;
  });
  const text = `The pipelines name these packages of the GoCD server. Declare each Docker package with its image and this \`id\`;
gocd-pin leaves the others to the server:
${rows.join("")}${restText(serverPackages.length)}`;
  return config === "" ? text : `${text}\n${config}`;
}

function linesText({ editorLines }: InitResult): string {
  if (editorLines.length === 0) return "";
  const rows = editorLines
    .slice(0, SHOWN)
    .map(({ path, line }) => `  ${makeVisible(path)}\n    ${makeVisible(line)}\n`);
  return `Add a line at the top of each of these files, and your editor completes and checks it:
${rows.join("")}${restText(editorLines.length)}`;
}

function restText(count: number): string {
  return count > SHOWN ? `  and ${count - SHOWN} more\n` : "";
}

function shellWord(path: string): string {
  const word = makeVisible(path.startsWith("-") ? `./${path}` : path);
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
