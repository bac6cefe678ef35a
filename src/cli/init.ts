import { posix } from "node:path";
import { Option, type Command } from "commander";
import type { FileMove, InitResult } from "../commands/init.js";
import { LAYOUTS, type Layout } from "../model/settings.js";
import { FORMATS } from "../report/format.js";
import { makeVisible } from "../report/visible.js";
import { formatOption } from "./formats.js";
import { run, type Session } from "./run.js";
import { examples } from "./text.js";

/** Adds the verb `init`. */
export function addInit(program: Command, session: Session): void {
  const layout = new Option(
    "--layout <layout>",
    "generate what GoCD reads into a folder, or edit it in-place",
  ).choices(LAYOUTS);
  program
    .command("init")
    .description("Write a commented gocd-pin.yaml and a first source; nothing that exists is overwritten.")
    .addOption(layout)
    .addOption(formatOption(FORMATS))
    .option("--registry-url <url>", "the registry to start with; Docker Hub if not given")
    .addHelpText(
      "after",
      examples([
        "gocd-pin init",
        "gocd-pin init --registry-url https://registry.example.com/v2/",
        "gocd-pin init --layout folder",
      ]),
    )
    .action(async (options: { layout?: Layout; registryUrl?: string }, command: Command) => {
      await run<InitResult>(session, command, initText, async (common) => {
        const { init } = await import("../commands/init.js");
        return init({ ...common, layout: options.layout, registryUrl: options.registryUrl });
      });
    });
}

/** What to do, and what comes of it. */
type Step = readonly [command: string, about: string];

const PROJECT_FILE = "gocd-pin.yaml";

/** The first steps, with the project file by its name. */
function firstSteps(project: string, about: string): Step[] {
  const program = project === PROJECT_FILE ? "gocd-pin" : `gocd-pin -c ${shellWord(project)}`;
  return [
    [`edit ${makeVisible(project)}`, `name the registry and its packages${about}`],
    [`${program} verify`, "check the connections"],
    [`${program} build`, "pin the newest tags and write the variables"],
  ];
}

function initText({ written, layout, found: gocdFiles, moves }: InitResult): string {
  if (layout === null) return gocdFiles.length === 0 ? "" : layoutsText(gocdFiles, moves);
  const [project = PROJECT_FILE] = written;
  const files = written.map((path) => `wrote ${makeVisible(path)}\n`).join("");
  if (layout === "in-place") {
    const look: Step = ["git diff", "see what was set, and commit it"];
    const first = firstSteps(project, ", each with the `id` that it has on the GoCD server");
    return `${files}\nNext:\n${stepsText([...first, look])}`;
  }
  const commit: Step = ["git add --all", "and commit all of it: project file, sources, lock and gocd/"];
  const first = firstSteps(project, "; a material names one as `package: Docker/<package>`");
  const steps = stepsText([...first, commit]);
  if (moves.length === 0) return `${files}\nNext:\n${steps}`;
  return `${files}\nMove the files that GoCD reads to where it does not read them:\n${movesText(moves)}\nNext:\n${steps}`;
}

function layoutsText(gocdFiles: readonly string[], moves: readonly FileMove[]): string {
  return `GoCD reads these files already:
${gocdFiles.map((path) => `  ${makeVisible(path)}\n`).join("")}
--layout folder
  You edit sources in pipelines/, which GoCD does not read, and gocd-pin writes what GoCD reads into gocd/. Nothing has
  to be installed on the GoCD server. The files move once:
${movesText(moves)}
--layout in-place
  The files stay, and gocd-pin sets the variables in them. Docker materials stay packages of the GoCD server, which
  needs its Docker poller plugin as before. This is meant for moving away from the plugin step by step.

`;
}

function stepsText(steps: readonly Step[]): string {
  const width = Math.max(...steps.map(([command]) => command.length));
  return steps.map(([command, about]) => `  ${command.padEnd(width)}  ${about}\n`).join("");
}

/** Shell commands: the folders first, since `git mv` makes none. */
function movesText(moves: readonly FileMove[]): string {
  const folders = Array.from(new Set(moves.map(({ to }) => posix.dirname(to))), shellWord);
  const commands = moves.map(({ from, to }) => `  git mv ${shellWord(from)} ${shellWord(to)}\n`);
  return `  mkdir -p ${folders.join(" ")}\n${commands.join("")}`;
}

function shellWord(path: string): string {
  const word = makeVisible(path.startsWith("-") ? `./${path}` : path);
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
