import { placeOf, type Node } from "../../yaml/node.js";
import { refuse, type Scope } from "./finding.js";
import { isFilePath, isInside, normalizePath } from "./path.js";
import type { Material } from "./material.js";

/** Refuses a destination that is no relative folder, or that leaves the job's folder (ScmMaterialConfig). */
export function checkDestination(scope: Scope, what: string, text: string, node: Node): void {
  if (normalizePath(text) === undefined) {
    refuse(
      scope,
      node,
      "path-invalid",
      `the destination "${text}" of ${what} is not a folder below the job's own`,
      {
        help: "write a relative path that does not leave it by `..`",
      },
    );
  } else if (!isFilePath(text)) {
    refuse(
      scope,
      node,
      "path-invalid",
      `the destination "${text}" of ${what} has a form that GoCD does not take`,
      {
        help: "write such as `folder/name`, not ending in a dot or blank",
      },
    );
  }
}

/** A destination whose form is right. */
interface Known {
  readonly path: string;
  readonly material: string;
  readonly node: Node;
}

/**
 * Checks the destinations of a pipeline's materials against one another: where several are checked out, each needs
 * one, different in any letter case, none in another (CRPipeline, ScmMaterialConfig).
 */
export function checkDestinations(scope: Scope, materials: readonly Material[]): void {
  const checkedOut = materials.filter(
    ({ kind }) => kind !== undefined && kind !== "dependency" && kind !== "package",
  );
  if (checkedOut.length < 2) return;
  const known: Known[] = [];
  for (const { name, destination, entry } of checkedOut) {
    if (destination === undefined || destination.text === "") {
      const message = `the material "${name}" needs a destination, since the pipeline checks out another one too`;
      refuse(scope, destination?.node ?? entry.keyNode, "destination-missing", message, {
        help: "write `destination: <folder>` for each of them",
      });
    } else if (destination.text !== undefined) {
      const path = normalizePath(destination.text);
      if (path !== undefined) known.push({ path, material: name, node: destination.node });
    }
  }
  reportClashes(scope, known);
}

/** Sorted by steps, what lies in a folder stands behind it and before all else, so one look back suffices. */
function reportClashes(scope: Scope, known: readonly Known[]): void {
  const folded = new Map<string, Known>();
  for (const one of known) {
    const twin = folded.get(one.path.toLowerCase());
    if (twin === undefined) folded.set(one.path.toLowerCase(), one);
    else reportClash(scope, one, twin, "is that of");
  }
  const sorted = Array.from(folded.values()).sort((a, b) => compareSteps(a.path, b.path));
  let outer: Known | undefined;
  for (const one of sorted) {
    if (outer !== undefined && isInside(one.path, outer.path))
      reportClash(scope, one, outer, "lies in that of");
    else outer = one;
  }
}

function reportClash(scope: Scope, one: Known, other: Known, how: string): void {
  const message = `the destination of the material "${one.material}" ${how} "${other.material}"`;
  refuse(scope, one.node, "destination-clash", message, {
    help: "give each material a folder of its own, none inside another",
    related: [{ message: `the destination of "${other.material}"`, place: placeOf(scope.tree, other.node) }],
  });
}

/** `a/b` stands directly behind `a`, before `a-b`. */
function compareSteps(a: string, b: string): number {
  const [left, right] = [a.replaceAll("/", "\0"), b.replaceAll("/", "\0")];
  return left < right ? -1 : left > right ? 1 : 0;
}
