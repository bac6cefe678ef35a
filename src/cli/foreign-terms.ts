import type { Command } from "commander";

const REFRESH = "move the pins with `gocd-pin refresh`";
const BUILD = "write the generated files with `gocd-pin build`";
const VALIDATE = "check the sources with `gocd-pin validate`";
const TO_TAG = "pin a tag with `gocd-pin refresh PACKAGE --to TAG`";
const DIFF = "show the changes of a build with `gocd-pin check --diff`";
const ALL = "print the variables with `gocd-pin manifest`, or the images with `gocd-pin images`";
const TIMER = "run `gocd-pin refresh` on a timer, for example in a GoCD pipeline with a timer";
const CREDENTIALS =
  "write `username: ${NAME}` and `password: ${NAME}` in the package repository in gocd-pin.yaml, or use `docker login`";

/** Verbs of other tools, with what to do instead. */
const VERBS: readonly (readonly [verbs: readonly string[], help: string])[] = [
  [
    ["hold", "freeze", "suspend"],
    'write `hold: "TAG"` in the package in gocd-pin.yaml, and run `gocd-pin build`',
  ],
  [
    ["unhold", "unfreeze", "unpin", "resume"],
    "remove `hold` from the package in gocd-pin.yaml, and run `gocd-pin refresh PACKAGE`",
  ],
  [
    ["rollback", "revert", "downgrade", "undo"],
    "pin the previous tag with `gocd-pin refresh PACKAGE --to TAG`",
  ],
  [["update", "upgrade", "bump"], REFRESH],
  [["sync"], `${BUILD}, or ${REFRESH}`],
  [["apply", "generate", "install", "render"], BUILD],
  [["ci"], "write the generated files without a query with `gocd-pin build --frozen`"],
  [["pin", "lock"], "pin the packages with `gocd-pin build`"],
  [["diff"], DIFF],
  [["plan"], `${DIFF}, or the pins that would move with \`gocd-pin outdated\``],
  [
    ["status"],
    "compare the files with `gocd-pin check`, or the pins with the registries with `gocd-pin outdated`",
  ],
  [["lint"], VALIDATE],
  [["fmt", "format"], `${VALIDATE}; gocd-pin does not format them`],
  [
    ["test", "doctor"],
    "check the connections with `gocd-pin verify`, or the sources with `gocd-pin validate`",
  ],
  [["add"], "declare the package in gocd-pin.yaml, and run `gocd-pin build`"],
  [["remove", "rm", "uninstall"], "remove the package from the sources, and run `gocd-pin build`"],
  [["list", "ls"], ALL],
  [["graph"], "print a graph with `gocd-pin manifest --format mermaid`, or a page with `gocd-pin report`"],
  [["why", "inspect", "tags"], "show the tags of a package with `gocd-pin explain PACKAGE`"],
  [["pull"], "pull the images with `gocd-pin images --pull`"],
  [["login"], CREDENTIALS],
  [["resolve", "merge"], "resolve the conflict markers in the lock with `gocd-pin build`"],
  [["version"], "print the version with `gocd-pin --version`"],
];

/** What to do instead of an option of another tool. The first row that fits counts. */
interface ForeignOption {
  readonly flags: readonly string[];
  /** The option of gocd-pin, with its value; the row fits only verbs that have it. */
  readonly use?: string;
  /** Without it, the row fits every verb. */
  readonly verbs?: readonly string[];
  readonly help?: string;
}

const DRY_RUN = ["--dry-run", "--dryrun", "--dry", "-n"];
const FORCE = ["--force"];
const WRITE = ["--write", "--fix", "--in-place"];
const LOCKED = ["--frozen-lockfile", "--locked", "--immutable"];
const PRINTERS = [
  "check",
  "outdated",
  "verify",
  "validate",
  "manifest",
  "images",
  "explain",
  "export",
  "report",
];

const OPTIONS: readonly ForeignOption[] = [
  { flags: ["--json", "--yaml"], use: "--format json" },
  {
    flags: ["--json", "--yaml"],
    verbs: ["report"],
    help: "print data with `gocd-pin manifest --format json`",
  },
  { flags: ["--json", "--yaml"], verbs: ["schema"], help: "remove it; a schema is JSON" },
  { flags: ["-q", "--silent"], use: "--quiet" },
  { flags: ["-v"], help: "use --verbose to print requests, or --version to print the version" },
  { flags: ["--debug", "--trace", "-d"], use: "--verbose" },
  { flags: ["-o", "--out"], use: "--output" },
  { flags: ["--cwd", "--chdir", "--dir", "--root"], use: "--directory" },
  { flags: DRY_RUN, use: "--dry-run" },
  { flags: DRY_RUN, verbs: PRINTERS, help: "remove it; this command writes nothing" },
  { flags: WRITE, verbs: ["build", "refresh", "import"], help: "remove it; use --dry-run to write nothing" },
  { flags: WRITE, verbs: ["outdated"], help: REFRESH },
  { flags: WRITE, help: BUILD },
  { flags: ["--yes", "-y", "--auto-approve"], help: "remove it; gocd-pin asks nothing" },
  { flags: FORCE, verbs: ["init"], help: "remove the file, or run init in another folder with -C" },
  { flags: FORCE, verbs: ["refresh"], help: "use --allow-downgrade to accept a lower tag" },
  { flags: FORCE, verbs: ["build"], help: "move existing pins with `gocd-pin refresh`" },
  { flags: FORCE, verbs: ["import"], help: "edit the entry in gocd-pin.yaml; import overwrites none" },
  { flags: FORCE, help: "remove it; this command overwrites nothing" },
  {
    flags: ["--insecure", "-k", "--tls-verify", "--insecure-skip-tls-verify"],
    help: "write `ca_file: FILE` or `insecure_skip_tls_verify: true` in the package repository in gocd-pin.yaml",
  },
  { flags: ["--registry"], use: "--registry-url" },
  {
    flags: ["--registry", "--registry-url"],
    help: "write `registry_url` in the package repository in gocd-pin.yaml",
  },
  { flags: ["--username", "--password", "--token", "-u", "-p"], help: CREDENTIALS },
  { flags: ["--tag"], use: "--to" },
  { flags: ["--tag", "--to"], help: TO_TAG },
  { flags: ["--hold"], help: 'write `hold: "TAG"` in the package in gocd-pin.yaml' },
  { flags: ["--watch", "-w", "--interval"], help: TIMER },
  {
    flags: ["--all", "-a"],
    verbs: [...PRINTERS, "build", "refresh"],
    help: "remove it; without a name, a command includes everything",
  },
  {
    flags: ["--update", "--upgrade", "--latest"],
    verbs: ["build"],
    help: "move existing pins with `gocd-pin refresh`",
  },
  {
    flags: ["--major", "--minor", "--patch", "--target"],
    help: "limit the versions in gocd-pin.yaml, for example with `policy: {semver: {range: ^1.2}}`",
  },
  { flags: LOCKED, use: "--frozen" },
  { flags: ["--detailed-exitcode"], use: "--exit-code" },
  { flags: ["--check"], verbs: ["build"], help: "compare without writing with `gocd-pin check`" },
  {
    flags: ["--check"],
    verbs: ["refresh"],
    help: "compare without writing with `gocd-pin outdated --exit-code`",
  },
  { flags: ["--diff"], help: DIFF },
  { flags: ["--drift"], help: "compare the pins with the registries with `gocd-pin check --drift`" },
];

/** Returns what to do instead of a verb of another tool. */
export function foreignVerbHelp(verb: string): string | undefined {
  return VERBS.find(([verbs]) => verbs.includes(verb))?.[1];
}

/** Returns what to do instead of an option of another tool at this verb; before any verb, `command` is the program. */
export function foreignOptionHelp(command: Command, flag: string): string | undefined {
  const row = OPTIONS.find(
    ({ flags, use, verbs }) =>
      flags.includes(flag) &&
      (use === undefined || hasOption(command, use)) &&
      (verbs === undefined || verbs.includes(command.name())),
  );
  return row?.use === undefined ? row?.help : `use ${row.use}`;
}

/** Whether a command accepts an option, and the value if there is one, as in `--format json`. */
function hasOption(command: Command, use: string): boolean {
  const [flag, value] = use.split(" ");
  const options = [command, command.parent ?? command].flatMap((named) => named.options);
  const option = options.find(({ long }) => long === flag);
  if (value === undefined) return option !== undefined;
  // Each verb declares its formats.
  return option?.argChoices?.includes(value) ?? command.parent === null;
}
