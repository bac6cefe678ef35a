import type { Repository } from "../model/repository.js";
import { Secret } from "../model/secret.js";
import type { Environment } from "./credential-helper.js";
import type { SourceAnswer } from "./credential-source.js";

/**
 * Gives the credential in the environment variables that `repository` names. If it names any, nothing else may take
 * their place: one that is not set or empty is a failure.
 */
export function readOwnVariables(repository: Repository, env: Environment): SourceAnswer {
  if (repository.credentials === undefined) {
    return {
      kind: "nothing",
      why: `package repository "${repository.name}" names no credentials of its own`,
    };
  }
  const { usernameVariable, passwordVariable } = repository.credentials;
  const username = env[usernameVariable] ?? "";
  const password = new Secret(env[passwordVariable] ?? "");
  const unusable = [usernameVariable, passwordVariable]
    .filter((variable) => (env[variable] ?? "") === "")
    .map((variable) => `"${variable}", which is ${env[variable] === undefined ? "not set" : "empty"}`);
  if (unusable.length > 0) {
    return {
      kind: "failed",
      why: `package repository "${repository.name}" names environment variable ${unusable.join(", and ")}`,
      help: `set it where gocd-pin runs, or remove "username" and "password" from package repository "${repository.name}" to use the login of docker or podman`,
    };
  }
  return {
    kind: "credential",
    credential: { kind: "basic", username, password },
    source: `the environment variables "${usernameVariable}" and "${passwordVariable}"`,
  };
}
