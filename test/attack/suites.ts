import { MERGES } from "./merges.js";
import { PERMISSIONS, VANISHED } from "./folders.js";
import { FULL_DISK, PARALLEL, SIGNALS, SIGNALS_WHILE_WRITING } from "./processes.js";
import { IMPORTS } from "./imports.js";
import { REGISTRY } from "./registry.js";
import { RULES } from "./rules.js";
import type { AttackSuite } from "./suite.js";
import { LOCKS, OUTPUTS, PROJECTS, SOURCES } from "./texts.js";

/** Every suite of attacks. */
export const SUITES: readonly AttackSuite[] = [
  SOURCES,
  PROJECTS,
  LOCKS,
  OUTPUTS,
  MERGES,
  IMPORTS,
  RULES,
  REGISTRY,
  SIGNALS,
  SIGNALS_WHILE_WRITING,
  PARALLEL,
  FULL_DISK,
  PERMISSIONS,
  VANISHED,
];
