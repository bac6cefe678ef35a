import { withoutHeader } from "../../files/generated.js";
import type { Environment } from "../../gocd/read/environment.js";
import { readGocdFile, type GocdFile } from "../../gocd/read/file.js";
import type { Material } from "../../gocd/read/material.js";
import type { Pipeline } from "../../gocd/read/pipeline.js";
import { regionOf } from "../../model/position.js";
import type { Place, SourceFile } from "../../model/source.js";
import { checkDialect } from "../../yaml/dialect.js";
import { placeOf, textOf, type Node, type Tree } from "../../yaml/node.js";
import type { SentFile } from "./sent-files.js";

/** A text of a part that a message may name, such as the package of a material or the member of an environment. */
interface NamedValue {
  readonly name: string;
  readonly place: Place;
}

/** A part of a file by its name in GoCD. */
export interface NamedPart {
  readonly kind: "pipeline" | "environment" | "stage" | "job" | "material";
  readonly name: string;
  /** Where its name is. */
  readonly place: Place;
  /** The offset of its end. */
  readonly end: number;
  readonly parts: readonly NamedPart[];
  readonly values: readonly NamedValue[];
}

/** Pipelines and environments by name. Names are in lower case, since those of GoCD are case-insensitive. */
export interface NamedGroup {
  readonly pipelines: ReadonlyMap<string, NamedPart>;
  readonly environments: ReadonlyMap<string, NamedPart>;
  /** The values of all materials, and of all environments. */
  readonly inPipelines: ReadonlyMap<string, OwnedValue>;
  readonly inEnvironments: ReadonlyMap<string, OwnedValue>;
}

/** The place of a value, and the part that has it. */
interface OwnedValue {
  readonly place: Place;
  readonly part: NamedPart;
}

/** A file that was sent, with its names. */
export interface NamedFile extends NamedGroup {
  readonly origin: SourceFile;
  /** How many lines the sent text has before that of the origin; undefined if the texts differ in another way. */
  readonly headerLines: number | undefined;
  /** Pipelines and environments, in their order. */
  readonly parts: readonly NamedPart[];
}

/** The names of all files that were sent. */
export interface SentNames extends NamedGroup {
  /** By the name under which a file was sent. */
  readonly files: ReadonlyMap<string, NamedFile>;
}

/** Reads the names in the files where errors of sent files are reported. */
export function readNames(sent: readonly SentFile[]): SentNames {
  const files = new Map(sent.map((file) => [file.name, readFile(file)]));
  return { files, ...groupOf(Array.from(files.values()).flatMap(({ parts }) => parts)) };
}

function readFile({ name, origin, text }: SentFile): NamedFile {
  const { tree } = checkDialect(origin);
  const parts = tree === undefined ? [] : readParts(readGocdFile(tree).file);
  const isUnchanged = withoutHeader(text) === withoutHeader(origin.text);
  const headerLines = isUnchanged ? countLines({ path: name, text }) - countLines(origin) : undefined;
  return { origin, headerLines, parts, ...groupOf(parts) };
}

function countLines(file: SourceFile): number {
  const { length } = file.text;
  return regionOf({ file, span: { start: length, end: length } }).startLine;
}

function groupOf(parts: readonly NamedPart[]): NamedGroup {
  const pipelines = parts.filter(({ kind }) => kind === "pipeline");
  const environments = parts.filter(({ kind }) => kind === "environment");
  return {
    pipelines: byName(pipelines.map((part) => [part.name, part])),
    environments: byName(environments.map((part) => [part.name, part])),
    inPipelines: byName(pipelines.flatMap((pipeline) => pipeline.parts).flatMap(ownedValues)),
    inEnvironments: byName(environments.flatMap(ownedValues)),
  };
}

function ownedValues(part: NamedPart): (readonly [name: string, value: OwnedValue])[] {
  return part.values.map(({ name, place }) => [name, { place, part }]);
}

/** Of several with one name, the first counts. */
function byName<T>(entries: readonly (readonly [name: string, value: T])[]): ReadonlyMap<string, T> {
  return new Map(entries.toReversed().map(([name, value]) => [name.toLowerCase(), value]));
}

function readParts({ tree, pipelines, environments }: GocdFile): NamedPart[] {
  return [
    ...pipelines.map((pipeline) => readPipeline(tree, pipeline)),
    ...environments.map((environment) => readEnvironment(tree, environment)),
  ];
}

function readPipeline(tree: Tree, { name, place, entry, materials, stages }: Pipeline): NamedPart {
  const parts = [
    ...materials.map((material) => readMaterial(tree, material)),
    ...(stages?.list ?? []).map(({ jobs = [], ...stage }): NamedPart => {
      const ofJobs = jobs.map((job): NamedPart => ({ kind: "job", ...namedKey(tree, job) }));
      return { kind: "stage", ...namedKey(tree, stage), parts: ofJobs };
    }),
  ];
  return { kind: "pipeline", name, place, end: entry.value.end, parts, values: [] };
}

function namedKey(
  tree: Tree,
  { name, keyNode, end }: { readonly name: string; readonly keyNode: Node; readonly end: number },
): Omit<NamedPart, "kind"> {
  return { name, place: placeOf(tree, keyNode), end, parts: [], values: [] };
}

function readMaterial(tree: Tree, { name, entry, fields }: Material): NamedPart {
  const values = Array.from(fields.values(), ({ value }) => value);
  return {
    kind: "material",
    ...namedKey(tree, { name, keyNode: entry.keyNode, end: entry.value.end }),
    values: namedValues(tree, values),
  };
}

function readEnvironment(tree: Tree, { name, entry, variables, pipelines, agents }: Environment): NamedPart {
  const items = [
    ...variables.map((variable) => variable.entry.keyNode),
    ...(pipelines?.items ?? []),
    ...(agents?.items ?? []),
  ];
  return {
    kind: "environment",
    ...namedKey(tree, { name, keyNode: entry.keyNode, end: entry.value.end }),
    values: namedValues(tree, items),
  };
}

function namedValues(tree: Tree, nodes: readonly Node[]): NamedValue[] {
  return nodes.flatMap((node) => {
    const name = textOf(node) ?? "";
    return name === "" ? [] : [{ name, place: placeOf(tree, node) }];
  });
}
