import type { Command } from "commander";
import type { PreflightOption } from "../workspace/server/preflight.js";
import { rejectUsage } from "./usage.js";

/** Returns the GoCD server to ask, if the option `name` has a URL. `--repo-id` alone is a usage error. */
export function preflightOption(
  command: Command,
  name: string,
  url: string | undefined,
  repoId: string | undefined,
): PreflightOption | undefined {
  if (url !== undefined) return { server: { name, url }, repoId };
  if (repoId === undefined) return undefined;
  return rejectUsage(command, `--repo-id needs ${name}`, `name the GoCD server with ${name} URL`);
}
