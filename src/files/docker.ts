import { spawn } from "node:child_process";
import { withAbsolutePath } from "./helper.js";

/** How a run of docker ended. `reason` is the system's name of an error (`EACCES`). */
export type DockerResult =
  | { readonly kind: "exited"; readonly status: number }
  | { readonly kind: "signalled"; readonly signal: string }
  | { readonly kind: "not-found" }
  | { readonly kind: "not-started"; readonly reason: string };

/**
 * Runs `docker pull` for one image without a shell. `reference` is `registry/image:tag`, which docker cannot read as an
 * option. Docker shares our standard output and error. Only absolute folders of `env.PATH` are searched, so that a
 * program in the project folder is never run. Docker ends with this process, for example if GoCD cancels the job.
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
