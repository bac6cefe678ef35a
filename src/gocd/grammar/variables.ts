import { structure, type Key } from "./key.js";

const WRITE_VARIABLES = "write `environment_variables:`";

/** What to write instead of keys that look like `environment_variables`. */
export const VARIABLE_HINTS: Readonly<Record<string, string>> = {
  env: WRITE_VARIABLES,
  environment: WRITE_VARIABLES,
  env_variables: WRITE_VARIABLES,
  variables: WRITE_VARIABLES,
};

/** The two keys for variables of an environment, pipeline, stage or job (EnvironmentVariablesTransform). */
export function variablesOf(
  owner: string,
): Readonly<Record<"environment_variables" | "secure_variables", Key>> {
  return {
    environment_variables: structure(
      "Environment variables",
      `Environment variables of the jobs in this ${owner}, by name. Write "##" for a "#" in a value.`,
      "variables",
    ),
    secure_variables: structure(
      "Secure environment variables",
      `Environment variables of the jobs in this ${owner} whose values are encrypted by the GoCD server (AES:...).`,
      "variables",
    ),
  };
}
