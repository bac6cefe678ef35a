import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { GOCD_PIN } from "../support/gocd-pin.js";
import { runWell } from "../support/program-run.js";

// The real yaml-language-server, which VS Code, Neovim, Helix and Emacs use, on a project of `init --editor`.

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null;
}

/** Starts the server and gives it to `use`. Messages are those of the Language Server Protocol. */
async function withServer(
  root: string,
  settings: object,
  use: (server: {
    readonly open: (path: string, text: string) => Promise<string>;
    readonly query: (method: string, path: string, line: number, character: number) => Promise<string>;
  }) => Promise<void>,
): Promise<void> {
  const library = dirname(createRequire(import.meta.url).resolve("yaml-language-server/package.json"));
  const child = spawn(process.execPath, [join(library, "bin/yaml-language-server"), "--stdio"], {
    cwd: root,
  });
  const waiting: {
    readonly isAnswer: (message: Message) => boolean;
    readonly done: (text: string) => void;
  }[] = [];
  const send = (message: object) => {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const receive = (message: Message) => {
    if (message.method === "workspace/configuration")
      send({ id: message.id, result: [settings, {}, {}, {}, {}] });
    else if (message.id !== undefined && message.method !== undefined) send({ id: message.id, result: null });
    for (const { isAnswer, done } of waiting) {
      if (isAnswer(message)) done(JSON.stringify(message.result ?? message.params ?? null));
    }
  };
  let buffer = Buffer.alloc(0);
  child.stdout.on("data", (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf("\r\n\r\n");
      const length = Number(
        /Content-Length: (\d+)/.exec(buffer.toString("latin1", 0, Math.max(end, 0)))?.[1],
      );
      if (end < 0 || buffer.length < end + 4 + length) break;
      const text = buffer.toString("utf8", end + 4, end + 4 + length);
      buffer = buffer.subarray(end + 4 + length);
      const message: unknown = JSON.parse(text);
      if (isMessage(message)) receive(message);
    }
  });
  const answer = (isAnswer: (message: Message) => boolean) =>
    new Promise<string>((done, fail) => {
      waiting.push({ isAnswer, done });
      setTimeout(() => {
        fail(new Error("no answer of yaml-language-server in 20 s"));
      }, 20_000).unref();
    });
  let count = 0;
  const request = (method: string, params: object) => {
    const id = ++count;
    send({ id, method, params });
    return answer((message) => message.id === id && message.method === undefined);
  };
  const uriOf = (path: string) => pathToFileURL(join(root, path)).href;
  try {
    const folder = { uri: pathToFileURL(root).href, name: "repo" };
    const capabilities = { workspace: { configuration: true } };
    await request("initialize", {
      processId: null,
      rootUri: folder.uri,
      workspaceFolders: [folder],
      capabilities,
    });
    send({ method: "initialized", params: {} });
    send({ method: "workspace/didChangeConfiguration", params: { settings: { yaml: settings } } });
    await use({
      open: (path, text) => {
        const uri = uriOf(path);
        const diagnostics = answer(
          ({ method, params }) =>
            method === "textDocument/publishDiagnostics" && JSON.stringify(params).includes(uri),
        );
        const textDocument = { uri, languageId: "yaml", version: 1, text };
        send({ method: "textDocument/didOpen", params: { textDocument } });
        return diagnostics;
      },
      query: (method, path, line, character) =>
        request(method, { textDocument: { uri: uriOf(path) }, position: { line, character } }),
    });
  } finally {
    child.kill();
  }
}

test("an editor completes, explains and checks a source, the project file and the lock", async () => {
  const root = await mkdtemp(join(tmpdir(), "gocd-pin-editors-"));
  try {
    await runWell(process.execPath, [GOCD_PIN, "init", "--editor"], { cwd: root });
    const project = "# yaml-language-server: $schema=.gocd-pin/project.schema.json\n";
    const source = "# yaml-language-server: $schema=../.gocd-pin/gocd-yaml.schema.json\n";
    const files = {
      "gocd-pin.yaml": `${project}output: gocd\npackage_repositoris: {}\npa\n`,
      "pipelines/a.yaml": `${source}format_version: 10\npipelines:\n  a:\n    group: g\n    grup: g\n    la\n`,
      "gocd-pin.lock": "version: 1\npinz: {}\np\n",
    };
    // The settings of docs/editors.md for the lock, in which gocd-pin writes no comment.
    const schemas = { ".gocd-pin/lock.schema.json": "gocd-pin.lock" };
    await withServer(root, { schemas, validate: true, hover: true, completion: true }, async (server) => {
      const cases: readonly (readonly [
        path: keyof typeof files,
        typo: string,
        hover: readonly [line: number, text: string],
        complete: readonly [line: number, column: number, key: string],
      ])[] = [
        ["gocd-pin.yaml", "package_repositoris", [1, "folder"], [3, 2, "package_repositories"]],
        ["pipelines/a.yaml", "grup", [4, "pipeline"], [6, 6, "label_template"]],
        ["gocd-pin.lock", "pinz", [0, "version of the format"], [2, 1, "pins"]],
      ];
      for (const [path, typo, [line, text], [at, column, key]] of cases) {
        await writeFile(join(root, path), files[path]);
        assert.match(await server.open(path, files[path]), typo);
        const start = /^ */.exec(files[path].split("\n")[line] ?? "")?.[0].length ?? 0;
        assert.match(await server.query("textDocument/hover", path, line, start + 2), text);
        assert.match(await server.query("textDocument/completion", path, at, column), `"${key}`);
      }
    });
  } finally {
    await rm(root, { recursive: true });
  }
});

test.run();
