import type { Answer } from "../model/failure.js";
import type { FindCredential, FoundCredential } from "./credential.js";
import { askHelper, type Environment, type HelperAnswer, type RunHelper } from "./credential-helper.js";
import { credentialScope, type CredentialScope } from "./credential-scope.js";
import { credentialSources, type CredentialSource, type SourceAnswer } from "./credential-source.js";
import { readOwnVariables } from "./credential-variables.js";
import { findEntry, findLogin, namesHelper, parseDockerConfig, type ParsedConfig } from "./docker-config.js";
import { shownText } from "./shown-text.js";

/** What finding a credential needs of the world. */
export interface CredentialWorld {
  readonly env: Environment;
  /** The user's home folder, absolute. */
  readonly homeDir: string;
  /** Reads a text file. */
  readonly readFile: (path: string) => Promise<FileRead>;
  readonly runHelper: RunHelper;
}

/** A file's text, or why there is none; `reason` is in words (`permission denied`). */
export type FileRead =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * Gives a function that finds credentials: the repository's own environment variables if it names any, else the
 * first of `DOCKER_AUTH_CONFIG`, docker's `config.json`, `REGISTRY_AUTH_FILE` and podman's two `auth.json` that has
 * something for the registry, else the anonymous credential. Each file is read once and each credential helper is
 * asked once for a key, however many ask at the same time.
 */
export function createCredentialFinder(world: CredentialWorld): FindCredential {
  const sources = credentialSources(world.env, world.homeDir);
  const configs = new Map<string, Promise<ParsedConfig | "missing">>();
  const helperAnswers = new Map<string, Promise<HelperAnswer>>();

  async function search(source: CredentialSource, scope: CredentialScope): Promise<SourceAnswer> {
    if (source.kind === "absent") return { kind: "nothing", why: source.why };
    const parsed =
      source.kind === "variable"
        ? parseDockerConfig(source.text.reveal())
        : await remember(configs, source.path, () => readConfig(world, source.path));
    if (parsed === "missing") return { kind: "nothing", why: `${source.shown} does not exist` };
    if (!parsed.ok) return failedConfig(`${source.shown} ${parsed.why}`, source, scope);
    const { config } = parsed;
    // Docker ignores a variable with helpers in it, GitLab Runner takes it: here its plain entries count, its helpers do not.
    const login = source.kind === "variable" ? findEntry(config, scope) : findLogin(config, scope);
    switch (login.kind) {
      case "none": {
        const hasIdleHelper = source.kind === "variable" && namesHelper(config);
        const idle = hasIdleHelper ? " (and the credential helpers it names count only in a file)" : "";
        return { kind: "nothing", why: `${source.shown} ${login.why}${idle}` };
      }
      case "entry": {
        const entry = `the entry "${login.scope}" of ${source.shown}`;
        if (login.content.kind === "malformed") {
          return failedConfig(`${entry} ${login.content.why}`, source, scope);
        }
        return { kind: "credential", credential: login.content, source: entry };
      }
      case "helper": {
        const { name, key } = login;
        const answer = await remember(helperAnswers, `${name}\n${key}`, () =>
          askHelper(world.runHelper, name, key, world.env),
        );
        return heard(
          answer,
          `credential helper "docker-credential-${shownText(name)}" of ${source.shown}`,
          scope,
        );
      }
    }
  }

  return async (repository, image) => {
    const scope = credentialScope(repository.registryUrl, image);
    const passedOver: string[] = [];
    let answer = readOwnVariables(repository, world.env);
    for (const source of sources) {
      if (answer.kind !== "nothing") break;
      passedOver.push(answer.why);
      answer = await search(source, scope);
    }
    return conclude(answer, passedOver, scope);
  };
}

async function readConfig(world: CredentialWorld, path: string): Promise<ParsedConfig | "missing"> {
  const read = await world.readFile(path);
  switch (read.kind) {
    case "text":
      return parseDockerConfig(read.text);
    case "missing":
      return "missing";
    case "unreadable":
      return { ok: false, why: `cannot be read (${shownText(read.reason)})` };
  }
}

function heard(answer: HelperAnswer, helper: string, scope: CredentialScope): SourceAnswer {
  switch (answer.kind) {
    case "credential":
      return { kind: "credential", credential: answer.credential, source: helper };
    case "no-entry":
      return { kind: "nothing", why: `${helper} has no entry for "${scope.registry}"` };
    case "failed":
      return {
        kind: "failed",
        why: `${helper} ${answer.why}`,
        help: `see that "docker login ${scope.registry}" works for the user that runs gocd-pin, or name "username" and "password" in the package repository`,
      };
  }
}

function failedConfig(why: string, source: { readonly shown: string }, scope: CredentialScope): SourceAnswer {
  return {
    kind: "failed",
    why,
    help: `correct or remove ${source.shown}, or name "username" and "password" in the package repository of "${scope.registry}"`,
  };
}

function conclude(
  answer: SourceAnswer,
  passedOver: readonly string[],
  scope: CredentialScope,
): Answer<FoundCredential> {
  switch (answer.kind) {
    case "credential":
      return { ok: true, value: { credential: answer.credential, source: answer.source, passedOver } };
    case "nothing":
      return {
        ok: true,
        value: { credential: { kind: "anonymous" }, source: "none", passedOver: [...passedOver, answer.why] },
      };
    case "failed":
      return {
        ok: false,
        failure: {
          kind: "unauthorized",
          message: `cannot find credentials for "${scope.registry}": ${answer.why}`,
          help: answer.help,
        },
      };
  }
}

/** Gives what is known for `key`, or asks, once: those who come meanwhile wait for the same answer. */
function remember<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const answer = known.get(key) ?? ask();
  known.set(key, answer);
  return answer;
}
