import { addAll, errorAt, warningAt, type Diagnostic } from "../model/diagnostic.js";
import type { DockerMaterial, Package } from "../model/declaration.js";
import { readInlinePackage } from "../files/declarations.js";
import type { PackageReference } from "../gocd/read/material.js";
import type { Pipeline } from "../gocd/read/pipeline.js";
import { findDeclaration, findPackage, isSamePackage, type Catalogue } from "../pin/catalogue.js";
import type { Place } from "../model/source.js";
import type { Tree } from "../yaml/node.js";
import { withoutDoubt, type ReadSource } from "./source.js";

/** A pipeline with the packages of its Docker materials. */
export interface MatchedPipeline {
  readonly pipeline: Pipeline;
  readonly docker: readonly DockerMaterial[];
  /** Whether every package that it names is declared. */
  readonly isComplete: boolean;
}

/**
 * Matches the materials of a source with declared packages. `inUse` has the packages of the sources before it by key,
 * and gets those of this one: an inline package must agree with the others of its key.
 */
export function matchPackages(
  { gocd, checked }: ReadSource,
  catalogue: Catalogue,
  inUse: Map<string, Package>,
): {
  readonly pipelines: readonly MatchedPipeline[];
  /** The places of ids that no declared package has. */
  readonly undeclared: readonly Place[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const undeclared: Place[] = [];
  const diagnostics: Diagnostic[] = [];
  const pipelines = gocd.pipelines.map((pipeline): MatchedPipeline => {
    const docker: DockerMaterial[] = [];
    let isComplete = true;
    for (const { name, reference } of pipeline.materials) {
      if (reference === undefined) continue;
      const match = matchMaterial(gocd.tree, reference, catalogue, inUse);
      addAll(diagnostics, match.diagnostics);
      if (match.package === undefined) {
        // An id that no declaration has belongs to an apt or NuGet package, for example.
        if (reference.kind !== "id") isComplete = false;
        else if (match.diagnostics.length === 0) undeclared.push(reference.place);
        continue;
      }
      const { key } = match.package;
      inUse.set(key, inUse.get(key) ?? match.package);
      docker.push({ name, package: match.package, place: reference.place });
    }
    return { pipeline, docker, isComplete };
  });
  return { pipelines, undeclared, diagnostics: withoutDoubt(diagnostics, checked.doubtful) };
}

/**
 * Returns one finding about all package materials whose ids no declared package has. Most belong to apt or NuGet
 * packages, which is a note; but if no package has an id at all, they were probably never imported.
 */
export function reportUndeclared(places: readonly Place[], { byId }: Catalogue): readonly Diagnostic[] {
  if (places.length === 0) return [];
  const materials = `${places.length} package material${places.length === 1 ? "" : "s"}`;
  const finding = { code: "package-undeclared", places } as const;
  if (byId.size > 0) {
    const stay = places.length === 1 ? "stays" : "stay";
    const message = `${materials} ${stay} with the GoCD server`;
    const help =
      "run `gocd-pin import` if one is a Docker package of the server; leave the others as they are";
    return [{ severity: "note", message, help, ...finding }];
  }
  const message = `${materials} ${places.length === 1 ? "has an id" : "have ids"} of the GoCD server, and gocd-pin pins none of them: no declared package has an \`id\``;
  const help = "run `gocd-pin import` to declare the Docker packages of the server with their ids";
  return [{ severity: "warning", message, help, ...finding }];
}

interface Match {
  readonly package?: Package;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Returns a warning if an id that no declaration has is the name of a declared package, or the end of one: then the
 * repository was probably forgotten, and the pipeline would silently lose its pin.
 */
function likelyName(
  { id, place }: PackageReference & { readonly kind: "id" },
  { byKey }: Catalogue,
): readonly Diagnostic[] {
  const keys = keysByEnd(byKey).get(id);
  if (keys === undefined) return [];
  const message = `"${id}" is the id of a package on the GoCD server, and gocd-pin does not pin it`;
  const help = `write ${keys.map((key) => `"${key}"`).join(" or ")} if you mean the declared package`;
  return [warningAt(place, "package-undeclared", message, { help })];
}

const ends = new WeakMap<Catalogue["byKey"], ReadonlyMap<string, readonly string[]>>();

/** The keys of packages by what follows their last slash: 20,000 ids and packages took seconds to compare. */
function keysByEnd(byKey: Catalogue["byKey"]): ReadonlyMap<string, readonly string[]> {
  const known = ends.get(byKey);
  if (known !== undefined) return known;
  const index = new Map<string, string[]>();
  for (const key of byKey.keys()) {
    const end = key.slice(key.lastIndexOf("/") + 1);
    const keys = index.get(end) ?? [];
    keys.push(key);
    index.set(end, keys);
  }
  ends.set(byKey, index);
  return index;
}

function matchMaterial(
  tree: Tree,
  reference: PackageReference,
  catalogue: Catalogue,
  inUse: ReadonlyMap<string, Package>,
): Match {
  switch (reference.kind) {
    case "id": {
      const declared = catalogue.byId.get(reference.id);
      return declared
        ? { package: declared, diagnostics: [] }
        : { diagnostics: likelyName(reference, catalogue) };
    }
    case "declared": {
      const match = findPackage(catalogue, reference.repository, reference.name, reference.place);
      return "package" in match
        ? { package: match.package, diagnostics: [] }
        : { diagnostics: [match.diagnostic] };
    }
    case "inline": {
      const { package: inline, diagnostics } = readInlinePackage(tree, reference.node, (...names) =>
        findDeclaration(catalogue, ...names),
      );
      if (inline === undefined) return { diagnostics };
      const twin = catalogue.byKey.get(inline.key) ?? inUse.get(inline.key);
      if (twin === undefined || isSamePackage(twin, inline)) {
        return { package: twin ?? inline, diagnostics };
      }
      const place = { file: tree.file, span: reference.place.span };
      const conflict = errorAt(
        place,
        "project-conflict",
        `the package "${inline.key}" is declared twice, with different content`,
        {
          help: "give this one another `name`, or make both equal",
          related: [{ message: "it is declared first here", place: twin.place }],
        },
      );
      return { package: twin, diagnostics: [...diagnostics, conflict] };
    }
  }
}
