import { listNamedFolder, readNamedText } from "../../files/disk.js";
import type { HttpWorld, RequestEvent } from "../../http/http-world.js";
import type { RunOptions, World } from "../world.js";

/** Returns the environment of a client of registries or of a GoCD server. */
export function clientWorld({ env, machineRoot }: World, { root, onRequest }: RunOptions): HttpWorld {
  return {
    env,
    machineRoot,
    readFile: (path, bound) => {
      const file = readNamedText(root, path, bound);
      return Promise.resolve(file.kind === "text" ? { kind: "text", text: file.text } : file);
    },
    listFolder: (path) => Promise.resolve(listNamedFolder(root, path)),
    now: Date.now,
    random: Math.random,
    ...(onRequest && {
      onRequest: ({ method, url, outcome, ms, bytes }: RequestEvent) => {
        onRequest(`${method} ${url}: ${outcome}, ${Math.round(ms)} ms, ${bytes} bytes`);
      },
    }),
  };
}
