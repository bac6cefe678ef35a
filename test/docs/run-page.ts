import { readSteps, type Lines, type Step } from "./page.js";
import { withSession, type Session } from "./session.js";

/**
 * Runs the commands of a page, and returns the page with the outputs and files that they write today: the same text if
 * the page is right. Throws an error if a command fails that should not, or the reverse.
 */
export async function runPage(text: string): Promise<string> {
  const lines = text.split("\n");
  const steps = readSteps(lines);
  if (steps.length === 0) return text;
  const registries = steps.flatMap((step) => (step.kind === "registry" ? [step.name] : []));
  return withSession(registries[0], async (session) => {
    let result = "";
    let from = 0;
    for (const step of steps) {
      const shown = await runStep(step, lines, session);
      if (shown === undefined) continue;
      result += `${lines.slice(from, shown.body.start).join("\n")}\n${shown.text}`;
      from = shown.body.end;
    }
    return result + lines.slice(from).join("\n");
  });
}

/** Runs a step, and returns the new text of its block, in complete lines, if the block shows something. */
async function runStep(
  step: Step,
  lines: readonly string[],
  session: Session,
): Promise<{ readonly body: Lines; readonly text: string } | undefined> {
  switch (step.kind) {
    case "repo":
      await session.startRepo(step.name);
      return undefined;
    case "registry":
      // It has been running since the session started.
      return undefined;
    case "push":
      await session.push(step.reference);
      return undefined;
    case "hidden":
      await runChecked([step.command], false, session);
      return undefined;
    case "file":
      await session.write(step.path, `${lines.slice(step.body.start, step.body.end).join("\n")}\n`);
      return undefined;
    case "show":
      return { body: step.body, text: await readShown(step.path, session) };
    case "console": {
      const commands = commandsOf(lines.slice(step.body.start, step.body.end));
      const outputs = await runChecked(commands, step.fails, session);
      const parts = commands.map((command, index) => `$ ${command}\n${completeLines(outputs[index] ?? "")}`);
      return { body: step.body, text: parts.join("") };
    }
  }
}

/** Returns a file, or the lines of it that follow the path: `a.yaml:7,12-15`. A gap becomes the line `# ...`. */
async function readShown(target: string, session: Session): Promise<string> {
  const [, path = target, ranges] = /^(.*):([\d,-]+)$/.exec(target) ?? [];
  const text = await session.read(path);
  if (ranges === undefined) return completeLines(text);
  const lines = text.split("\n");
  const parts = ranges.split(",").map((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return lines.slice(first - 1, last);
  });
  const indentation = /^ */.exec(parts[1]?.[0] ?? "")?.[0] ?? "";
  return parts.map((part) => `${part.join("\n")}\n`).join(`${indentation}# ...\n`);
}

/** Runs commands, and returns the output of each. Throws an error if the last one alone does not fail when it should. */
async function runChecked(
  commands: readonly string[],
  fails: boolean,
  session: Session,
): Promise<readonly string[]> {
  const runs = await session.run(commands);
  for (const [index, { output, status }] of runs.entries()) {
    const shouldFail = fails && index === runs.length - 1;
    if ((status !== 0) !== shouldFail) {
      throw new Error(`"${commands[index] ?? ""}" exits with ${status}:\n${output}`);
    }
  }
  return runs.map(({ output }) => output);
}

function commandsOf(block: readonly string[]): string[] {
  return block.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2));
}

function completeLines(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
