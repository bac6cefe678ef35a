import { tmpdir } from "node:os";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Progress } from "../../../src/model/progress.js";
import { openServer } from "../../../src/workspace/server/gocd-server.js";
import { startGocdServer } from "../../support/gocd-server.js";

test("the progress says which server is queried, and for what", async () => {
  const server = await startGocdServer({});
  const lines: string[] = [];
  const output = { write: () => undefined, isTTY: false, columns: 80 };
  const root = tmpdir();
  const world = {
    cwd: root,
    env: {},
    homeDir: root,
    stdout: output,
    stderr: output,
    stdin: () => Promise.resolve(""),
  };
  const options = {
    root,
    config: undefined,
    repositoryRoot: undefined,
    limits: {},
    onProgress: ({ label, done, total, query = "" }: Progress) => {
      lines.push(`${label} ${done}/${total}: ${query}`);
    },
  };
  const client = openServer(world, options, { name: "--server", url: server.origin }, {});
  assert.ok(!("problem" in client));
  try {
    await client.preflight([{ path: "a.gocd.yaml", text: "pipelines: {}\n" }], undefined);
    await client.packages();
    const label = `querying ${server.host}`;
    assert.equal(lines, [
      `${label} 0/1: preflight of 1 file`,
      `${label} 1/1: `,
      `${label} 1/2: packages`,
      `${label} 2/2: `,
    ]);
  } finally {
    await client.close();
    await server.stop();
  }
});

test.run();
