import type { Package } from "../model/declaration.js";
import type { Diagnostic } from "../model/diagnostic.js";
import { answers } from "../pin/match.js";
import { resolve, type Resolution } from "../pin/resolve.js";
import type { Workspace } from "./load.js";
import type { RunOptions, World } from "./world.js";

/** Resolves the pins of a workspace; registries are opened only where one has to be asked. */
export async function resolvePins(
  world: World,
  options: RunOptions,
  { packages, pins, unusable, settings }: Workspace,
  how: {
    readonly isAskedAnew: (found: Package) => boolean;
    readonly isOffline: boolean;
    readonly allowsDowngrade: boolean;
  },
): Promise<{ resolution: Resolution; notices: readonly Diagnostic[] }> {
  const question = {
    packages: packages.filter((found) => !unusable.has(found.key)),
    pins,
    isAskedAnew: how.isAskedAnew,
    allowsDowngrade: how.allowsDowngrade,
  };
  const isKnown = question.packages.every((found) => {
    const pin = pins.get(found.key);
    return pin !== undefined && answers(pin, found) && !how.isAskedAnew(found);
  });
  if (how.isOffline || isKnown)
    return { resolution: await resolve({ ...question, lookup: undefined }), notices: [] };
  const { openRegistries } = await import("../workspace/registries.js");
  const registries = openRegistries(world, options, settings);
  try {
    const resolution = await resolve({ ...question, lookup: registries.lookup });
    return { resolution, notices: registries.notices() };
  } finally {
    await registries.close();
  }
}
