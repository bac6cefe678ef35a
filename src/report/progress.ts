import { makeVisible, truncate } from "./visible.js";

/** The progress of a run; `label` says what it does. */
export interface Progress {
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** The terminal a progress line is drawn on. */
export interface Terminal {
  readonly write: (text: string) => void;
  /** Columns, read for every drawing: a window can be resized. */
  readonly columns: () => number;
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

/** Returns `querying registries 12/200 …`, cut to `width` terminal columns. */
export function renderProgress({ label, done, total }: Progress, width: number): string {
  return truncate(`${makeVisible(label)} ${done}/${total} …`, width);
}

/**
 * Shows progress in one line: first after 300 ms, then at most ten times a second and only when something
 * changed, on time even without an update. It is for a terminal only; in a pipe the caller starts none.
 */
export function startProgress(terminal: Terminal, start: Progress): ProgressLine {
  let progress = start;
  let isStale = true;
  let isDrawn = false;
  let isEnded = false;
  let cancel: (() => void) | undefined;

  const draw = (): void => {
    cancel = undefined;
    if (!isStale) return;
    isStale = false;
    isDrawn = true;
    // One column stays free: some terminals wrap when the last one is written.
    terminal.write(CLEAR_LINE + renderProgress(progress, terminal.columns() - 1));
    cancel = terminal.after(INTERVAL_MS, draw);
  };
  cancel = terminal.after(DELAY_MS, draw);

  return {
    update(next) {
      if (isEnded) return;
      progress = next;
      isStale = true;
      if (cancel === undefined) draw();
    },
    end() {
      if (isEnded) return;
      isEnded = true;
      cancel?.();
      if (isDrawn) terminal.write(CLEAR_LINE);
    },
  };
}
