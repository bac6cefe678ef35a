import { test } from "uvu";
import * as assert from "uvu/assert";
import { createBodyTurn } from "../../src/http/body.js";
import { startDeadline } from "../../src/http/deadline.js";
import { createSemaphore } from "../../src/http/semaphore.js";

test("a deadline stops the tasks that still run when it ends", async () => {
  const deadline = startDeadline(5);
  const stopped: string[] = [];
  deadline.callWhenOver(() => stopped.push("running"));
  const forget = deadline.callWhenOver(() => stopped.push("ended before"));
  forget();
  assert.is(deadline.isOver(), false);
  assert.is(await deadline.within(new Promise<string>(() => undefined)), undefined);
  assert.is(deadline.isOver(), true);
  assert.is(deadline.remaining(), 0);
  assert.equal(stopped, ["running"]);
  assert.is(await deadline.within(new Promise<string>(() => undefined)), undefined);
  await deadline.pause(60_000);
});

test("a cancelled deadline does not end", async () => {
  const deadline = startDeadline(1);
  deadline.cancel();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.is(deadline.isOver(), false);
  assert.is(await deadline.within(Promise.resolve("value")), "value");
});

test("a body that ends before its turn passes the turn on", async () => {
  const largeBodies = createSemaphore(1);
  const [first, second, third] = [1, 2, 3].map(() => createBodyTurn(largeBodies));
  assert.is(first?.isNeeded(1024), false);
  assert.is(first?.isNeeded(3 * 1024 * 1024), true);
  await first?.wait();
  assert.is(first?.isNeeded(3 * 1024 * 1024), false);
  const waiting = second?.wait();
  const last = third?.wait();
  second?.end();
  first?.end();
  await waiting;
  await last;
  third?.end();
});

test.run();
