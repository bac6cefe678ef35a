import { test } from "uvu";
import * as assert from "uvu/assert";
import { startHostileServer } from "./hostile-server.js";
import { createPlace } from "./place.js";
import { runProgramIn } from "./program.js";

test("the built program does not need seconds for a status below 100, which undici asserts not to get", async () => {
  const place = await createPlace();
  const server = await startHostileServer(() => ({ bytes: "HTTP/1.1 000 X\r\n\r\n", then: "stay" }));
  try {
    await place.reset({
      "gocd-pin.yaml": `package_repositories:\n  A: {registry_url: "${server.origin}", packages: {a: }}\n`,
    });
    const { status, stdout, stderr, cpuMs } = await runProgramIn({ place, argv: ["verify"] });
    assert.is(status, 3);
    assert.match(stdout + stderr, "did not respond in HTTP/1.1: the response has no valid status");
    assert.ok(cpuMs < 2000, `${cpuMs} ms`);
  } finally {
    await server.stop();
    await place.remove();
  }
});

test.run();
