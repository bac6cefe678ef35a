import { withoutHeader } from "../../files/generated.js";
import type { Place } from "../../model/source.js";
import type { ServerRejection } from "../../server/rejection.js";
import { lineNumber } from "../../yaml/lines.js";
import type { NamedFile, NamedPipeline } from "./named-parts.js";

/** Where an error of a GoCD server is: a place, or a file without a line. */
export interface RejectionPlace {
  readonly place?: Place;
  readonly path?: string;
}

/**
 * Finds the place of an error of a GoCD server by its location and by the names in its message: the material, job or stage
 * if one is named, else the pipeline, else the file. Names are case-insensitive, as in GoCD.
 */
export function locateRejection(
  files: readonly NamedFile[],
  { location, message }: ServerRejection,
): RejectionPlace {
  const file = files.find(({ sent }) => sent.name === location[0]);
  const searched = file === undefined ? files : [file];
  const quoted = quotedTexts(message);
  const chain = /([\w.-]+) :: ([\w.-]+) :: ([\w.-]+)/.exec(message)?.slice(1) ?? [];
  const pipeline = findPipeline(searched, [
    ...inLocation(location, /^Pipeline (.+)$/),
    ...chain.slice(0, 1),
    ...pipelinesOf(message),
    ...quoted,
  ]);
  if (pipeline !== undefined) {
    const names = [...chain.slice(1), ...inLocation(location, /\((.+)\)$/), ...quoted];
    // A material often has the name of its pipeline, which the message names anyway.
    const others = names.filter((name) => !isSame(name, pipeline.name));
    return { place: findPart(pipeline, others) ?? pipeline.place };
  }
  const value = searched
    .flatMap(({ pipelines }) => pipelines)
    .flatMap(({ materials }) => materials)
    .flatMap(({ values }) => values)
    .find(({ name }) => quoted.includes(name));
  if (value !== undefined) return { place: value.place };
  if (file === undefined) return {};
  const line = placeOfLine(file, message);
  return line === undefined ? { path: file.origin.path } : { place: line };
}

/** The names of pipelines in a message, those that use something first: `Pipeline 'up' does not exist, ... for pipeline 'down'`. */
function pipelinesOf(message: string): string[] {
  const users = message.matchAll(/\b(?:for|from|by|of|in) pipeline ['"]?([\w.-]+)/gi);
  const others = message.matchAll(/\bpipelines?(?: with name| named| name)? ['"(]?([\w.-]+)/gi);
  const circular = message.matchAll(/([\w.-]+) <- /g);
  return [...users, ...others, ...circular].map(([, name = ""]) => name);
}

function quotedTexts(message: string): string[] {
  return Array.from(
    message.matchAll(/'([^']+)'|"([^"]+)"|\[([^\]]+)\]/g),
    ([, a, b, c]) => a ?? b ?? c ?? "",
  );
}

function inLocation(location: readonly string[], pattern: RegExp): string[] {
  return location.flatMap((part) => pattern.exec(part)?.[1] ?? []);
}

function findPipeline(files: readonly NamedFile[], names: readonly string[]): NamedPipeline | undefined {
  const pipelines = files.flatMap((file) => file.pipelines);
  for (const name of names) {
    const pipeline = pipelines.find((one) => isSame(one.name, name));
    if (pipeline !== undefined) return pipeline;
  }
  return undefined;
}

/** The place of the most exact part of a pipeline that is named. */
function findPart({ stages, materials }: NamedPipeline, names: readonly string[]): Place | undefined {
  const isNamed = ({ name }: { readonly name: string }) => names.some((one) => isSame(one, name));
  const named = stages.filter(isNamed);
  const job = (named.length > 0 ? named : stages).flatMap(({ jobs }) => jobs).find(isNamed);
  const value = materials.flatMap(({ values }) => values).find(({ name }) => names.includes(name));
  return (job ?? named[0] ?? value ?? materials.find(isNamed))?.place;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The line that GoCD's YAML reader names, counted from 0, if the file was sent as it is, except for the header. */
function placeOfLine({ sent, origin }: NamedFile, message: string): Place | undefined {
  const number = /\bline (\d+), column \d+/i.exec(message)?.[1];
  if (number === undefined || withoutHeader(sent.text) !== withoutHeader(origin.text)) return undefined;
  const headerLines = lineNumber(sent.text, sent.text.length) - lineNumber(origin.text, origin.text.length);
  const lines = Array.from(origin.text.matchAll(/.*(?:\r\n|\r|\n|$)/g));
  const line = lines[Number(number) - headerLines];
  if (line === undefined) return undefined;
  const text = line[0].replace(/[\r\n]+$/, "");
  return { file: origin, span: { start: line.index, end: line.index + Math.max(text.length, 1) } };
}
