import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import { dereference, textOf, type Node } from "../../yaml/node.js";

/** A job, or a stage that is its own only one, with the texts that its tasks run. */
export interface JobTexts {
  /** The bodies of stage and job, which may declare variables; one body where they are the same. */
  readonly bodies: readonly Node[];
  readonly isMultiple: boolean;
  /** Scripts, commands, arguments and plain options, as nodes that are text. */
  readonly texts: readonly Node[];
}

/** All jobs of a pipeline that stand in the file; none where a template holds them. */
export function readJobTexts(body: Node): JobTexts[] {
  if (present(body, "template") !== undefined) return [];
  return itemsOf(present(body, "stages"))
    .flatMap((item) => (dereference(item).kind === "sequence" ? itemsOf(item) : [item]))
    .flatMap((item) => {
      const stage = entriesOf(item)?.[0]?.value;
      if (stage === undefined) return [];
      const jobs = present(stage, "jobs");
      if (jobs === undefined) return [readJob(stage, [stage])];
      return (entriesOf(jobs) ?? []).map(({ value }) => readJob(value, [stage, value]));
    });
}

function readJob(job: Node, bodies: readonly Node[]): JobTexts {
  const texts: Node[] = [];
  collect(itemsOf(present(job, "tasks")), texts, new Set());
  return { bodies, isMultiple: present(job, "run_instances") !== undefined, texts };
}

function collect(items: readonly Node[], texts: Node[], open: Set<Node>): void {
  for (const item of items) {
    const real = dereference(item);
    if (open.has(real)) continue;
    open.add(real);
    if (real.kind === "sequence") collect(real.items, texts, open);
    else {
      const task = entriesOf(real)?.[0];
      if (task !== undefined) collectTask(task, texts, open);
    }
    open.delete(real);
  }
}

function collectTask({ key, value }: Entry, texts: Node[], open: Set<Node>): void {
  if (typeof textOf(value) === "string") {
    if (key.toLowerCase() === "script") texts.push(value);
    return;
  }
  const options = present(value, "options");
  const nodes = [
    present(value, "command"),
    ...itemsOf(present(value, "arguments")),
    ...((options && entriesOf(options)) ?? []).map((option) => option.value),
  ];
  for (const node of nodes) {
    if (node !== undefined && typeof textOf(node) === "string") texts.push(node);
  }
  const cancel = present(value, "on_cancel");
  if (cancel !== undefined) collect([cancel], texts, open);
}

/** The value of a key, unless nothing is written there. */
function present(body: Node, key: string): Node | undefined {
  const value = entryOf(body, key)?.value;
  return value === undefined || textOf(value) === null ? undefined : value;
}

function itemsOf(node: Node | undefined): readonly Node[] {
  const real = node && dereference(node);
  return real?.kind === "sequence" ? real.items : [];
}
