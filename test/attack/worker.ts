import { main } from "../../src/cli.js";

// A process that runs the program's `main` for the tests, so that they can stop it: it receives a message and answers it.

/** A run to start. */
export interface WorkerRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly homeDir: string;
  readonly env: Readonly<Record<string, string>>;
}

process.on("message", (request: WorkerRequest) => void answer(request));

async function answer({ argv, cwd, homeDir, env }: WorkerRequest): Promise<void> {
  let stdout = "";
  let stderr = "";
  const start = performance.now();
  const before = process.cpuUsage();
  const status = await main(argv, {
    cwd,
    env,
    homeDir,
    stdout: { write: (text) => void (stdout += text), isTTY: false, columns: 80 },
    stderr: { write: (text) => void (stderr += text), isTTY: false, columns: 80 },
    stdin: () => Promise.resolve(""),
  }).catch((error: unknown) => {
    stderr += error instanceof Error ? (error.stack ?? error.message) : String(error);
    return 70;
  });
  const { user, system } = process.cpuUsage(before);
  const wallMs = performance.now() - start;
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  process.send?.({ status, stdout, stderr, wallMs, cpuMs: (user + system) / 1000, peakMiB });
}
