import { errorIn } from "../../model/diagnostic.js";
import { didYouMean } from "../../model/suggest.js";
import { entriesOf, type Entry } from "../../yaml/entries.js";
import { dereference, textOf } from "../../yaml/node.js";
import { ROOT_KEYS, type RootKey } from "../grammar/file.js";
import { add, reachText, refuse, type Scope } from "./finding.js";
import { kindOf } from "./value.js";

/** The entries of a file's root, by key; a key may stand more than once in different letter cases. */
export type Root = Readonly<Record<RootKey, readonly Entry[]>>;

/**
 * Reads the root of a file (RootTransform). Whatever is wrong here fails the reading of the whole repo, since the
 * plugin does not expect it. Only a file of no bytes is an error of its own (YamlConfigParser).
 */
export function readRoot(scope: Scope): Root {
  const found: Record<RootKey, Entry[]> = { format_version: [], pipelines: [], environments: [], common: [] };
  const { tree } = scope;
  const root = dereference(tree.root);
  if (root.kind !== "mapping") {
    if (root.kind === "scalar" && root.text === null) {
      const reach = tree.file.text === "" ? "file" : "repo";
      const message = `the file holds no YAML; ${reachText(reach)}`;
      add(
        scope.findings,
        errorIn(tree.file.path, "source-empty", message, { help: "write pipelines into it, or remove it" }),
      );
    } else {
      refuse(scope, root, "root-form", `a GoCD file must be a mapping, but is ${kindOf(root)}`, {
        help: "start it with `format_version: 10` and `pipelines:`",
      });
    }
    return found;
  }
  for (const { key } of root.pairs) {
    if (dereference(key).kind === "scalar") continue;
    refuse(scope, key, "root-key", "a key of the root is a list or mapping", {
      help: `allowed: ${ROOT_KEYS.join(", ")}`,
    });
  }
  for (const entry of entriesOf(root) ?? []) {
    const key = ROOT_KEYS.find((one) => one === entry.key.toLowerCase());
    if (key !== undefined) found[key].push(entry);
    else {
      refuse(scope, entry.keyNode, "root-key", `unknown key "${entry.key}" at the root`, {
        help: rootHelp(entry.key),
      });
    }
  }
  return found;
}

/**
 * The entries below `pipelines` or `environments`. A name that is a list or mapping loses its entry only.
 */
export function readNamed(scope: Scope, entry: Entry, reach: "pipeline" | "environment"): readonly Entry[] {
  const real = dereference(entry.value);
  if (real.kind === "scalar" && real.text === null) return [];
  if (real.kind !== "mapping") {
    refuse(scope, entry.value, "root-form", `"${entry.key}" must be a mapping, but is ${kindOf(real)}`, {
      help: `write each ${reach} as \`name:\` with its keys below`,
    });
    return [];
  }
  for (const { key } of real.pairs) {
    if (dereference(key).kind === "scalar") continue;
    refuse(scope, key, "value-type", `the name of a ${reach} is a list or mapping`, {
      help: "write a word",
      reach,
    });
  }
  return entriesOf(real) ?? [];
}

function rootHelp(key: string): string {
  if (key.startsWith("x-") || key.startsWith("."))
    return "put what is only there for anchors under `common:`";
  if (key === "<<") return "write the keys out here";
  if (key.startsWith("\uFEFF")) return "save the file without a byte order mark";
  return didYouMean(key, ROOT_KEYS) || "put it under `common:`";
}

/** The text of a scalar entry, or what else it is, for messages. */
export function shown(entry: Entry): string {
  const text = textOf(entry.value);
  return typeof text === "string" ? `"${text}"` : kindOf(entry.value);
}
