import type { Answer } from "../../model/failure.js";
import type { Repository } from "../../model/declaration.js";
import { Secret } from "../../model/secret.js";
import {
  credentialScope,
  credentialSources,
  type CredentialScope,
  type CredentialSource,
  type FindCredential,
  type SourceAnswer,
  type SourcedCredential,
} from "./credential.js";
import { helperAdvice, queryHelper, type HelperAnswer, type RunHelper } from "./credential-helper.js";
import { findEntry, findLogin, namesHelper, parseDockerConfig, type ParsedConfig } from "./docker-config.js";
import { shownText } from "../../http/redactor.js";
import type { FileRead } from "../../http/http-world.js";
import type { ProcessEnvironment } from "../../model/program.js";

/** The environment that the search for credentials needs. */
export interface CredentialWorld {
  readonly env: ProcessEnvironment;
  /** The user's home folder, absolute. */
  readonly homeDir: string;
  /** Reads a text file. */
  readonly readFile: (path: string) => Promise<FileRead>;
  readonly runHelper: RunHelper;
}

/**
 * Creates a function that finds credentials: the environment variables that the repository declares, else the
 * first of `DOCKER_AUTH_CONFIG`, docker's `config.json`, `REGISTRY_AUTH_FILE` and podman's two `auth.json` that has
 * an entry for the registry, else the anonymous credential. Each file is read once, and each credential helper runs once
 * for a key.
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
    // Docker ignores a variable with helpers, GitLab Runner accepts it: here its plain entries count, its helpers do not.
    const login = source.kind === "variable" ? findEntry(config, scope) : findLogin(config, scope);
    switch (login.kind) {
      case "none": {
        const hasIdleHelper = source.kind === "variable" && namesHelper(config);
        const idle = hasIdleHelper ? " (credential helpers in a variable are ignored)" : "";
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
          queryHelper(world.runHelper, name, key, world.env),
        );
        return readHelperAnswer(answer, shownText(name), source.shown, scope);
      }
    }
  }

  return async (repository, image) => {
    const scope = credentialScope(repository.registryUrl, image);
    const passedOver: string[] = [];
    let answer = readCredentialVariables(repository, world.env);
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

function readHelperAnswer(
  answer: HelperAnswer,
  name: string,
  source: string,
  { registry }: CredentialScope,
): SourceAnswer {
  const helper = `credential helper "docker-credential-${name}" of ${source}`;
  switch (answer.kind) {
    case "credential":
      return { kind: "credential", credential: answer.credential, source: helper };
    case "no-entry":
      return { kind: "nothing", why: `${helper} has no entry for "${registry}"${answer.detail}` };
    case "failed":
      return {
        kind: "failed",
        why: `${helper} ${answer.why}`,
        help: helperAdvice(name, registry, source, answer.isMissing === true),
      };
  }
}

function failedConfig(why: string, source: { readonly shown: string }, scope: CredentialScope): SourceAnswer {
  return {
    kind: "failed",
    why,
    help: `fix or remove ${source.shown}, or set "username" and "password" in the package repository of "${scope.registry}"`,
  };
}

function conclude(
  answer: SourceAnswer,
  passedOver: readonly string[],
  scope: CredentialScope,
): Answer<SourcedCredential> {
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
          blames: "registry_url",
        },
      };
  }
}

/** Returns the known answer for `key`, or gets it once; concurrent callers wait for the same answer. */
function remember<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const answer = known.get(key) ?? ask();
  known.set(key, answer);
  return answer;
}

/**
 * Returns the credential in the environment variables that `repository` declares. If it declares any, no other
 * source is used: a variable that is not set or empty is a failure.
 */
export function readCredentialVariables(repository: Repository, env: ProcessEnvironment): SourceAnswer {
  if (repository.credentials === undefined) {
    return {
      kind: "nothing",
      why: `package repository "${repository.name}" declares no credentials`,
    };
  }
  const { usernameVariable, passwordVariable } = repository.credentials;
  const username = env[usernameVariable] ?? "";
  const password = new Secret(env[passwordVariable] ?? "");
  const unusable = [usernameVariable, passwordVariable]
    .filter((variable) => (env[variable] ?? "") === "")
    .map((variable) => `"${variable}", which is ${env[variable] === undefined ? "not set" : "empty"}`);
  if (unusable.length > 0) {
    const isOne = unusable.length === 1;
    return {
      kind: "failed",
      why: `package repository "${repository.name}" uses environment variable${isOne ? "" : "s"} ${unusable.join(", and ")}`,
      help: `set ${isOne ? "it" : "them"} where gocd-pin runs, or remove "username" and "password" from package repository "${repository.name}" to use the login of docker or podman`,
    };
  }
  return {
    kind: "credential",
    credential: { kind: "basic", username, password },
    source: `the environment variables "${usernameVariable}" and "${passwordVariable}"`,
  };
}
