import { type Curly, type GroupCurly, MOST_REPETITIONS, type PatternNode } from "./syntax.js";

/** What Java computes about a part of a pattern (TreeInfo): 32-bit lengths that overflow silently, as in Java. */
export interface Study {
  minLength: number;
  maxLength: number;
  /** Whether there is an "obvious maximum length", which a lookbehind must have. */
  maxValid: boolean;
  /** Whether it can match in one way only. Decides which node a repeated group becomes. */
  deterministic: boolean;
}

/** Computes what Java's `Node.study` does for a node together with what is inside it. */
export function study(node: PatternNode): Study {
  const info = reset({ minLength: 0, maxLength: 0, maxValid: true, deterministic: true });
  studyInto(info, node);
  return info;
}

function reset(info: Study): Study {
  return Object.assign(info, { minLength: 0, maxLength: 0, maxValid: true, deterministic: true });
}

/** What Branch adds to the study of everything after it, which it starts anew. */
type Pending = Pick<Study, "minLength" | "maxLength" | "maxValid">;

// Java studies a chain of nodes, each of which calls the next. Here a chain is one walk, and what a Branch does
// after its call of the next node waits in a list.
function studyInto(info: Study, chain: PatternNode): void {
  const pending: Pending[] = [];
  visit(info, chain, pending);
  for (const { minLength, maxLength, maxValid } of pending.reverse()) {
    info.minLength = (info.minLength + minLength) | 0;
    info.maxLength = (info.maxLength + maxLength) | 0;
    info.maxValid &&= maxValid;
    info.deterministic = false;
  }
}

/** Studies one node of a chain. Returns false after a Loop, which does not study what follows. */
function visit(info: Study, node: PatternNode, pending: Pending[]): boolean {
  switch (node.kind) {
    case "empty":
    case "assertion":
    case "look":
      return true;
    case "set":
      info.minLength = (info.minLength + 1) | 0;
      if (node.java === "XGrapheme") info.deterministic = false;
      else info.maxLength = (info.maxLength + (node.java === "LineEnding" ? 2 : 1)) | 0;
      return true;
    case "sequence":
      return node.items.every((item) => visit(info, item, pending));
    case "group":
      return visit(info, node.body, pending);
    case "branch":
      pending.push(studyBranch(info, node.options));
      reset(info);
      return true;
    case "atomic":
      studyInto(info, node.body);
      return true;
    case "reference":
      info.maxValid = false;
      return true;
    case "optional": {
      const { minLength } = info;
      studyInto(info, node.body);
      info.minLength = minLength;
      info.deterministic = false;
      return true;
    }
    case "run":
      info.minLength = (info.minLength + node.min) | 0;
      if (info.maxValid) info.maxLength = (info.maxLength + MOST_REPETITIONS) | 0;
      info.deterministic = false;
      return true;
    case "curly":
    case "group-curly":
      studyCurly(info, node);
      return true;
    case "loop":
      info.maxValid = false;
      info.deterministic = false;
      return false;
  }
}

function studyBranch(before: Study, options: readonly PatternNode[]): Pending {
  const studies = options.map(study);
  const least = studies.reduce((min, { minLength }) => Math.min(min, minLength), MOST_REPETITIONS);
  const most = studies.reduce((max, { maxLength }) => Math.max(max, maxLength), -1);
  return {
    minLength: (before.minLength + least) | 0,
    maxLength: (before.maxLength + most) | 0,
    maxValid: before.maxValid && studies.every(({ maxValid }) => maxValid),
  };
}

function studyCurly(info: Study, { body, min, max }: Curly | GroupCurly): void {
  const once = study(body);
  const least = (Math.imul(once.minLength, min) + info.minLength) | 0;
  info.minLength = least < info.minLength ? 0xfffffff : least;
  if (info.maxValid && once.maxValid) {
    const most = (Math.imul(once.maxLength, max) + info.maxLength) | 0;
    info.maxValid = most >= info.maxLength;
    info.maxLength = most;
  } else {
    info.maxValid = false;
  }
  info.deterministic &&= once.deterministic && min === max;
}
