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

  readonly now = (): number => this.#now;

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

const asking = (done: number, query?: string) => ({ label: "querying registries", done, total: 200, query });

test("a run that is over within 300 ms draws nothing and leaves no timer", () => {
  const terminal = new FakeTerminal();
  const progress = startProgress(terminal);
  progress.update(asking(0));
  terminal.pass(299);
  progress.update(asking(200));
  progress.end();
  terminal.pass(1000);
  assert.equal(terminal.lines, []);
  assert.is(terminal.pending, 0);
});

test("a run that has sent no query draws nothing", () => {
  const terminal = new FakeTerminal();
  const progress = startProgress(terminal);
  terminal.pass(1000);
  assert.equal(terminal.lines, []);
  progress.update(asking(0));
  terminal.pass(100);
  assert.equal(terminal.lines, ["<querying registries 0/200, 0 s …"]);
  progress.end();
});

test("the line names the query that waits longest and its seconds, which count without an update", () => {
  const terminal = new FakeTerminal();
  const progress = startProgress(terminal);
  progress.update(asking(0, "tags of team/app"));
  terminal.pass(2200);
  progress.update(asking(1, "tags of team/app"));
  terminal.pass(100);
  progress.update(asking(2, "team/web:1.0"));
  terminal.pass(100);
  assert.equal(terminal.lines, [
    "<querying registries 0/200: tags of team/app, 0 s …",
    "<querying registries 0/200: tags of team/app, 1 s …",
    "<querying registries 0/200: tags of team/app, 2 s …",
    "<querying registries 1/200: tags of team/app, 2 s …",
    "<querying registries 2/200: team/web:1.0, 0 s …",
  ]);
});

test("many updates are drawn at most every 100 ms, the last of them in time", () => {
  const terminal = new FakeTerminal();
  const progress = startProgress(terminal);
  progress.update(asking(0));
  terminal.pass(295);
  for (let done = 1; done <= 25; done += 1) {
    progress.update(asking(done));
    terminal.pass(10);
  }
  terminal.pass(100);
  assert.equal(terminal.lines, [
    "<querying registries 1/200, 0 s …",
    "<querying registries 11/200, 0 s …",
    "<querying registries 21/200, 0 s …",
    "<querying registries 25/200, 0 s …",
  ]);
});

test("the end clears the line, once, and nothing is drawn after it", () => {
  const terminal = new FakeTerminal();
  const progress = startProgress(terminal);
  progress.update(asking(0));
  terminal.pass(300);
  progress.end();
  progress.end();
  progress.update(asking(9));
  terminal.pass(1000);
  assert.equal(terminal.lines, ["<querying registries 0/200, 0 s …", "<"]);
  assert.is(terminal.pending, 0);
});

test("the line follows the width of the window and leaves its last column free", () => {
  const terminal = new FakeTerminal();
  startProgress(terminal).update(asking(0));
  terminal.width = 12;
  terminal.pass(300);
  terminal.width = 22;
  terminal.pass(100);
  assert.equal(terminal.lines, ["<querying r…", "<querying registries …"]);
});

test("a query cannot colour the terminal", () => {
  assert.is(renderProgress(asking(1, "\x1b[31m"), 0, 80), "querying registries 1/200: \\x1b[31m, 0 s …");
});

test.run();
