import { posix } from "node:path";
import type { Repository } from "../../src/model/declaration.js";
import { Secret } from "../../src/model/secret.js";
import { parseTag, type Tag } from "../../src/model/image.js";
import type { Answer, QueryFailure } from "../../src/model/failure.js";
import type { Credential } from "../../src/registry/credentials/credential.js";
import { createRegistryClient, type RegistryClient } from "../../src/registry/client.js";
import { LIMITS, type Limits } from "../../src/registry/limits.js";
import type { RequestEvent } from "../../src/http/http-world.js";
import type { RegistryWorld } from "../../src/registry/registry-world.js";

/** A repository at `registryUrl`. */
export function repositoryAt(registryUrl: string, more: Partial<Repository> = {}): Repository {
  return {
    name: "Docker",
    registryUrl,
    registryName: "registry.test",
    insecureSkipTlsVerify: false,
    ...more,
  };
}

/** User `gopher` with the password `s3cret-word`, which no message may contain. */
export const GOPHER = {
  kind: "basic",
  username: "gopher",
  password: new Secret("s3cret-word"),
} as const satisfies Credential;

/** What a test's client has of the world; everything is optional. */
export interface WorldSettings {
  readonly credential?: Credential;
  readonly limits?: Partial<Limits>;
  readonly env?: RegistryWorld["env"];
  /** The files of the machine and of the project folder by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly machineRoot?: string | undefined;
  readonly events?: RequestEvent[];
  readonly now?: () => number;
}

/** Passes a client with short waits to `use`, and closes it. */
export async function withClient<T>(
  settings: WorldSettings,
  use: (client: RegistryClient) => Promise<T>,
): Promise<T> {
  const credential = settings.credential ?? { kind: "anonymous" };
  const world: RegistryWorld = {
    env: settings.env ?? {},
    homeDir: "/home/user",
    machineRoot: settings.machineRoot,
    readFile: (path) => {
      const text = settings.files?.[path];
      return Promise.resolve(text === undefined ? { kind: "missing" } : { kind: "text", text });
    },
    listFolder: (path) => {
      const paths = Object.keys(settings.files ?? {}).filter((file) => posix.dirname(file) === path);
      const names = paths.map((file) => posix.basename(file)).sort();
      return Promise.resolve(names.length === 0 ? { kind: "missing" } : { kind: "names", names });
    },
    credentials: () => {
      const source = credential.kind === "anonymous" ? "none" : "the test";
      return Promise.resolve({ ok: true, value: { credential, source, passedOver: [] } });
    },
    now: settings.now ?? (() => Date.now()),
    random: () => 0,
    onRequest: (event) => settings.events?.push(event),
  };
  const client = createRegistryClient(world, { ...LIMITS, backoffMs: 5, ...settings.limits });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** The value of an answer that must be one. */
export function valueOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.failure.kind}: ${answer.failure.message}`);
  return answer.value;
}

/** The failure of an answer that must be one. */
export function failureOf(answer: Answer<unknown>): QueryFailure {
  if (answer.ok) throw new Error(`expected a failure, but got ${JSON.stringify(answer.value)}`);
  return answer.failure;
}

/** A tag of a test. */
export function tagOf(text: string): Tag {
  const tag = parseTag(text);
  if (tag === undefined) throw new Error(`"${text}" is not a tag`);
  return tag;
}

/** `count` tags `1.0.0`, `1.0.1`, ... for a script. */
export function scriptTags(count: number): Record<string, object> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`1.0.${index}`, {}]));
}
