import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderProgress, startProgress, type Terminal } from "../../src/report/progress.js";

/** A terminal with a clock that only `pass` moves; `lines` is what was written, the erasing codes as `<`. */
class FakeTerminal implements Terminal {
  readonly lines: string[] = [];
  width = 80;
  #now = 0;
  readonly #timers = new Set<{ readonly due: number; readonly run: () => void }>();

  readonly write = (text: string): void => {
    this.lines.push(text.replaceAll("\r\x1b[K", "<"));
  };

  readonly columns = (): number => this.width;

  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { due: this.#now + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  get pending(): number {
    return this.#timers.size;
  }

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.#now = next.due;
      this.#timers.delete(next);
      next.run();
    }
    this.#now = end;
  }
}

const asking = (done: number): { label: string; done: number; total: number } => ({
  label: "querying registries",
  done,
  total: 200,
});

test("a run that is over within 300 ms draws nothing and leaves no timer", () => {
  const terminal = new FakeTerminal();
  const progress = startProgress(terminal, asking(0));
  terminal.pass(299);
  progress.update(asking(200));
  progress.end();
  terminal.pass(1000);
  assert.equal(terminal.lines, []);
  assert.is(terminal.pending, 0);
});

test("a run without updates shows progress after 300 ms, and then draws nothing", () => {
  const terminal = new FakeTerminal();
  startProgress(terminal, asking(0));
  terminal.pass(300);
  assert.equal(terminal.lines, ["<querying registries 0/200 …"]);
  terminal.pass(5000);
  assert.equal(terminal.lines, ["<querying registries 0/200 …"]);
  assert.is(terminal.pending, 0);
});

test("many updates are drawn at most every 100 ms, the last of them in time", () => {
  const terminal = new FakeTerminal();
  const progress = startProgress(terminal, asking(0));
  terminal.pass(295);
  for (let done = 1; done <= 25; done += 1) {
    progress.update(asking(done));
    terminal.pass(10);
  }
  terminal.pass(100);
  assert.equal(terminal.lines, [
    "<querying registries 1/200 …",
    "<querying registries 11/200 …",
    "<querying registries 21/200 …",
    "<querying registries 25/200 …",
  ]);
});

test("an update after a pause is drawn at once", () => {
  const terminal = new FakeTerminal();
  const progress = startProgress(terminal, asking(0));
  terminal.pass(1000);
  progress.update(asking(7));
  assert.equal(terminal.lines, ["<querying registries 0/200 …", "<querying registries 7/200 …"]);
});

test("the end clears the line, once, and nothing is drawn after it", () => {
  const terminal = new FakeTerminal();
  const progress = startProgress(terminal, asking(0));
  terminal.pass(300);
  progress.end();
  progress.end();
  progress.update(asking(9));
  terminal.pass(1000);
  assert.equal(terminal.lines, ["<querying registries 0/200 …", "<"]);
  assert.is(terminal.pending, 0);
});

test("the line follows the width of the window and leaves its last column free", () => {
  const terminal = new FakeTerminal();
  const progress = startProgress(terminal, asking(0));
  terminal.width = 12;
  terminal.pass(300);
  terminal.width = 22;
  progress.update(asking(1));
  terminal.pass(100);
  assert.equal(terminal.lines, ["<querying r…", "<querying registries …"]);
});

test("a label cannot colour the terminal", () => {
  assert.is(renderProgress({ label: "asking \x1b[31m", done: 1, total: 2 }, 80), "asking \\x1b[31m 1/2 …");
});

test.run();
