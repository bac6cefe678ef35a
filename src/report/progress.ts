import type { Progress } from "../model/progress.js";
import { makeVisible, truncate } from "./visible.js";

/** The terminal a progress line is drawn on. */
export interface Terminal {
  readonly write: (text: string) => void;
  /** Columns, read for every drawing: a window can be resized. */
  readonly columns: () => number;
  /** Returns a time in ms that never goes back. */
  readonly now: () => number;
  /** Calls `run` once, `ms` milliseconds from now, and returns a function that cancels it; it must not keep the process alive. */
  readonly after: (ms: number, run: () => void) => () => void;
}

/** A progress line on a terminal. */
export interface ProgressLine {
  readonly update: (progress: Progress) => void;
  /** Removes the line; later updates draw nothing. */
  readonly end: () => void;
}

// Shorter waits need no explanation, and faster changes cannot be read.
const DELAY_MS = 300;
const INTERVAL_MS = 100;

const CLEAR_LINE = "\r\x1b[K";

/** Returns `querying registries 12/200: tags of team/app, 3 s …` after `ms` milliseconds, cut to `width` terminal columns. */
export function renderProgress({ label, done, total, query }: Progress, ms: number, width: number): string {
  const about = query === undefined ? "" : `: ${query}`;
  return truncate(makeVisible(`${label} ${done}/${total}${about}, ${Math.floor(ms / 1000)} s …`), width);
}

/**
 * Shows progress in one line, none before the first update: first after 300 ms, then at most ten times a second and only
 * when something changed, such as the seconds since the query that waits longest became that. It is for a terminal only;
 * in a pipe the caller starts none.
 */
export function startProgress(terminal: Terminal): ProgressLine {
  let progress: Progress | undefined;
  let since = terminal.now();
  let drawn = "";
  let isEnded = false;

  const draw = (): void => {
    // One column stays free: some terminals wrap when the last one is written.
    const line =
      progress === undefined ? "" : renderProgress(progress, terminal.now() - since, terminal.columns() - 1);
    if (line !== drawn) terminal.write(CLEAR_LINE + line);
    drawn = line;
    cancel = terminal.after(INTERVAL_MS, draw);
  };
  let cancel = terminal.after(DELAY_MS, draw);

  return {
    update(next) {
      if (progress === undefined || next.query !== progress.query) since = terminal.now();
      progress = next;
    },
    end() {
      if (isEnded) return;
      isEnded = true;
      cancel();
      if (drawn !== "") terminal.write(CLEAR_LINE);
    },
  };
}
