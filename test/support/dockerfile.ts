/** An instruction of a Dockerfile, its continuation lines joined. */
export interface Instruction {
  readonly keyword: string;
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

/** A stage of a Dockerfile, and what follows its FROM. */
export interface Stage {
  readonly image: string;
  /** The empty string if it has none. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** Parses the stages of a Dockerfile without heredocs and without instructions before the first FROM. */
export function parseDockerfile(text: string): readonly Stage[] {
  const stages: { image: string; name: string; instructions: Instruction[] }[] = [];
  for (const { keyword, text: rest, line } of instructionsOf(text)) {
    if (keyword === "FROM") {
      const [image = "", , name = ""] = rest.split(/\s+/);
      stages.push({ image, name, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined) throw new Error(`line ${line}: ${keyword} before FROM`);
    stage.instructions.push({ keyword, text: rest, line });
  }
  return stages;
}

function instructionsOf(text: string): Instruction[] {
  const instructions: Instruction[] = [];
  let pending = "";
  let start = 0;
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line.startsWith("#") || line === "") continue;
    if (pending === "") start = index + 1;
    if (line.endsWith("\\")) {
      pending += `${line.slice(0, -1)} `;
      continue;
    }
    const [, keyword = "", rest = ""] = /^([A-Z]+)\s+(.*)$/.exec(pending + line) ?? [];
    if (keyword === "") throw new Error(`line ${start}: not an instruction`);
    instructions.push({ keyword, text: rest, line: start });
    pending = "";
  }
  return instructions;
}
