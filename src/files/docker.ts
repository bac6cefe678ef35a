import { spawn } from "node:child_process";
import { withAbsolutePath } from "./helper.js";

/** How a run of docker ended; `reason` is the system's name of an error (`EACCES`). */
export type DockerResult =
  | { readonly kind: "exited"; readonly status: number }
  | { readonly kind: "signalled"; readonly signal: string }
  | { readonly kind: "not-found" }
  | { readonly kind: "not-started"; readonly reason: string };

/**
 * Runs `docker pull` for one image without a shell. `reference` is `registry/image:tag`, so that docker can take it
 * for nothing else. What docker writes goes where our own output goes. It is looked for in the absolute folders of
 * `env.PATH` only, so that a program in the project folder cannot take its place. It does not outlive this process, as
 * where GoCD cancels a job.
 */
export function pullImage(
  reference: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DockerResult> {
  return new Promise((resolve) => {
    const child = spawn("docker", ["pull", reference], {
      env: withAbsolutePath(env),
      stdio: ["ignore", "inherit", "inherit"],
    });
    const end = () => void child.kill();
    process.once("exit", end);
    child.on("error", (error: NodeJS.ErrnoException) => {
      resolve(
        error.code === "ENOENT"
          ? { kind: "not-found" }
          : { kind: "not-started", reason: error.code ?? "unknown" },
      );
    });
    child.on("close", (status, signal) => {
      process.off("exit", end);
      resolve(
        status === null ? { kind: "signalled", signal: signal ?? "a signal" } : { kind: "exited", status },
      );
    });
  });
}
