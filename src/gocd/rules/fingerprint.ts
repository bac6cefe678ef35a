import { entryOf } from "../../yaml/entries.js";
import { placeOf, textOf, type Node } from "../../yaml/node.js";
import { refuse, type Scope } from "./finding.js";
import type { Material } from "./material.js";

/** Which keys beside the URL tell materials of a kind apart (the getFingerprint criteria of each MaterialConfig). */
const CRITERIA: Partial<Record<NonNullable<Material["kind"]>, readonly string[]>> = {
  git: [],
  hg: [],
  svn: ["username", "check_externals"],
  p4: ["username", "view"],
  tfs: ["username", "domain", "project"],
};

/** Where a material first stands, and whether it is polled. */
interface First {
  readonly scope: Scope;
  readonly node: Node;
  readonly value: boolean;
}

/**
 * Gives a check to be called for every material of all pipelines: one repository and branch must have the same
 * `auto_update` wherever it stands (ScmMaterialConfig.validateAutoUpdate).
 */
export function autoUpdateCheck(): (scope: Scope, material: Material) => void {
  const firsts = new Map<string, First>();
  return (scope, material) => {
    const key = fingerprint(material);
    if (key === undefined) return;
    const { value, node } = material.autoUpdate;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, { scope, node, value });
    else if (first.value !== value) {
      const message = `the material "${material.name}" has auto_update ${String(value)}, while the same repository and branch has ${String(first.value)} elsewhere`;
      refuse(scope, node, "auto-update-clash", message, {
        help: "write the same `auto_update` everywhere",
        related: [{ message: "it stands otherwise here", place: placeOf(first.scope.tree, first.node) }],
      });
    }
  };
}

function fingerprint({ kind, remote, entry }: Material): string | undefined {
  const criteria = kind === undefined ? undefined : CRITERIA[kind];
  if (kind === undefined || criteria === undefined || remote?.url === undefined) return undefined;
  const branch = remote.branch?.trim() ?? "";
  const rest = criteria.map((key) => {
    const field = entryOf(entry.value, key);
    return (field && textOf(field.value)) ?? "";
  });
  return [kind, remote.url, kind === "git" && branch === "" ? "master" : branch, ...rest].join("\n");
}
