import { readGocdFile, type GocdFile } from "../../gocd/read/file.js";
import type { Material } from "../../gocd/read/material.js";
import type { Pipeline } from "../../gocd/read/pipeline.js";
import type { Place, SourceFile } from "../../model/source.js";
import { checkDialect } from "../../yaml/dialect.js";
import { placeOf, textOf, type Tree } from "../../yaml/node.js";
import type { SentFile } from "./sent-files.js";

/** A part of a file by its name in GoCD. */
interface NamedPart {
  readonly name: string;
  readonly place: Place;
}

/** A stage with its jobs. */
interface NamedStage extends NamedPart {
  readonly jobs: readonly NamedPart[];
}

/** A material with the texts of its keys, such as the pipeline or the package that it names. */
interface NamedMaterial extends NamedPart {
  readonly values: readonly NamedPart[];
}

/** A pipeline with its parts. */
export interface NamedPipeline extends NamedPart {
  /** The offset of its end. */
  readonly end: number;
  readonly stages: readonly NamedStage[];
  readonly materials: readonly NamedMaterial[];
}

/** A file that was sent, with the names in it. */
export interface NamedFile {
  readonly sent: SentFile;
  readonly origin: SourceFile;
  readonly pipelines: readonly NamedPipeline[];
}

/** Reads the names in the file where errors of a sent file are reported. */
export function readNames(sent: SentFile): NamedFile {
  const { origin } = sent;
  const { tree } = checkDialect(origin);
  const pipelines = tree === undefined ? [] : readPipelines(readGocdFile(tree).file);
  return { sent, origin, pipelines };
}

function readPipelines({ tree, pipelines }: GocdFile): NamedPipeline[] {
  return pipelines.map((pipeline) => ({
    name: pipeline.name,
    place: pipeline.place,
    end: pipeline.body.end,
    stages: readStages(tree, pipeline),
    materials: pipeline.materials.map((material) => readMaterial(tree, material)),
  }));
}

function readStages(tree: Tree, { stages }: Pipeline): NamedStage[] {
  return (stages?.list ?? []).map(({ name, keyNode, jobs = [] }) => ({
    name,
    place: placeOf(tree, keyNode),
    jobs: jobs.map((job) => ({ name: job.name, place: placeOf(tree, job.keyNode) })),
  }));
}

function readMaterial(tree: Tree, { name, entry, fields }: Material): NamedMaterial {
  const values = Array.from(fields.values(), ({ value }) => ({
    name: textOf(value) ?? "",
    place: placeOf(tree, value),
  }));
  return {
    name,
    place: placeOf(tree, entry.keyNode),
    values: values.filter((value) => value.name !== ""),
  };
}
