import { join } from "node:path";
import { Secret } from "../model/secret.js";
import type { FiledCredential } from "./credential.js";
import type { Environment } from "./credential-helper.js";
import { shownText } from "./shown-text.js";

/** A place where credentials may be filed in Docker's JSON form. `shown` names it in messages. */
export type CredentialSource =
  | { readonly kind: "absent"; readonly why: string }
  | { readonly kind: "variable"; readonly text: Secret; readonly shown: string }
  | { readonly kind: "file"; readonly path: string; readonly shown: string };

/** What one source gives: a credential, nothing (and why), or a failure that ends the search. */
export type SourceAnswer =
  | { readonly kind: "credential"; readonly credential: FiledCredential; readonly source: string }
  | { readonly kind: "nothing"; readonly why: string }
  | { readonly kind: "failed"; readonly why: string; readonly help: string };

/**
 * Gives the sources in the order in which they count: `DOCKER_AUTH_CONFIG`, docker's `config.json`,
 * `REGISTRY_AUTH_FILE`, podman's `auth.json` of the login session and of the user. An empty variable counts as one
 * that is not set. `homeDir` is absolute.
 */
export function credentialSources(env: Environment, homeDir: string): readonly CredentialSource[] {
  const file = (...parts: readonly [string, ...string[]]): CredentialSource => {
    const path = join(...parts);
    return { kind: "file", path, shown: shownPath(path, homeDir) };
  };
  const authConfig = setValue(env, "DOCKER_AUTH_CONFIG");
  const authFile = setValue(env, "REGISTRY_AUTH_FILE");
  const runtimeDir = setValue(env, "XDG_RUNTIME_DIR");
  return [
    authConfig === undefined
      ? unset("DOCKER_AUTH_CONFIG")
      : { kind: "variable", text: new Secret(authConfig), shown: "DOCKER_AUTH_CONFIG" },
    file(setValue(env, "DOCKER_CONFIG") ?? join(homeDir, ".docker"), "config.json"),
    authFile === undefined ? unset("REGISTRY_AUTH_FILE") : file(authFile),
    runtimeDir === undefined ? unset("XDG_RUNTIME_DIR") : file(runtimeDir, "containers", "auth.json"),
    file(setValue(env, "XDG_CONFIG_HOME") ?? join(homeDir, ".config"), "containers", "auth.json"),
  ];
}

function setValue(env: Environment, variable: string): string | undefined {
  const value = env[variable];
  return value === "" ? undefined : value;
}

function unset(variable: string): CredentialSource {
  return { kind: "absent", why: `${variable} is not set` };
}

function shownPath(path: string, homeDir: string): string {
  const inHome = path.startsWith(join(homeDir, "/"));
  return shownText(inHome ? join("~", path.slice(homeDir.length)) : path);
}
