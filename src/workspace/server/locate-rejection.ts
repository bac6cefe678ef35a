import { lineSpan } from "../../model/position.js";
import type { Diagnostic } from "../../model/diagnostic.js";
import type { Place } from "../../model/source.js";
import type { ServerRejection } from "../../server/rejection.js";
import type { NamedFile, NamedGroup, NamedPart, SentNames } from "./named-parts.js";

/** Where an error of a GoCD server is; nothing is known of one that names nothing in the files. */
export interface RejectionPlace {
  readonly place?: Place;
  /** The file, if the error is not in a line of it. */
  readonly path?: string;
  /** The part of the file that the error is about; absent if it is about the file. */
  readonly part?: NamedPart;
}

/** An error of a GoCD server as a diagnostic, and what it is about. */
export interface LocatedRejection {
  readonly diagnostic: Diagnostic;
  readonly where: RejectionPlace;
}

/**
 * Finds the place of an error of a GoCD server by its location and by the names in its message: the material, job or stage
 * if one is named, else the pipeline or environment, else the file. Names are case-insensitive, as in GoCD.
 */
export function locateRejection(names: SentNames, { location, message }: ServerRejection): RejectionPlace {
  const file = names.files.get(location[0] ?? "");
  const group = file ?? names;
  const quoted = quotedTexts(message);
  const member = environmentMember(group, message);
  if (member !== undefined) return member;
  const chain = /([\w.-]+) :: ([\w.-]+) :: ([\w.-]+)/.exec(message)?.slice(1) ?? [];
  const root = findRoot(group, location, message, [...chain.slice(0, 1), ...pipelinesOf(message), ...quoted]);
  if (root !== undefined) {
    const below = partAt(root, location);
    // A material often has the name of its pipeline, which the message names anyway.
    const others = [...chain.slice(1), ...quoted, ...definedTwice(message)].filter(
      (name) => !isSameName(name, root.name),
    );
    return findBelow(below, new Set(others.map((name) => name.toLowerCase()))) ?? at(below);
  }
  const value = quoted
    .map((name) => group.inPipelines.get(name.toLowerCase()))
    .find((one) => one !== undefined);
  return value ?? (file === undefined ? {} : inFile(file, message));
}

function at(part: NamedPart): RejectionPlace {
  return { place: part.place, part };
}

/** The pipeline or environment that an error is about: by its location, else by the first name that one has. */
function findRoot(
  { pipelines, environments }: NamedGroup,
  location: readonly string[],
  message: string,
  names: readonly string[],
): NamedPart | undefined {
  const [, kind, name = ""] =
    location.map((part) => /^(Pipeline|Environment) (.+)$/.exec(part)).find(Boolean) ?? [];
  if (kind !== undefined) {
    const located = (kind === "Pipeline" ? pipelines : environments).get(name.toLowerCase());
    if (located !== undefined) return located;
  }
  const environment = ENVIRONMENT.map((pattern) => pattern.exec(message)?.[1]?.toLowerCase()).find(
    (one) => one !== undefined && environments.has(one),
  );
  if (environment !== undefined) return environments.get(environment);
  return names.map((one) => pipelines.get(one.toLowerCase())).find((pipeline) => pipeline !== undefined);
}

/** How GoCD names an environment (EnvironmentsConfig, BasicEnvironmentConfig, RootTransform). */
const ENVIRONMENT = [
  /\benvironment '(.+?)' refers to/i,
  /\balready part of (.+) environment\b/i,
  /^failed to parse environment ([^;]+);/i,
  /\benvironment (?:named |with name )?['"]([^'"]+)['"]/i,
];

/** Finds what two parts of an environment define: GoCD names it, and not the environment (MergeEnvironmentConfig). */
function environmentMember({ inEnvironments }: NamedGroup, message: string): RejectionPlace | undefined {
  const [, name] =
    /^environment (?:variable|pipeline|agent) '(.+)' is defined more than once/i.exec(message) ?? [];
  return name === undefined ? undefined : inEnvironments.get(name.toLowerCase());
}

/**
 * The part that a location leads to from a pipeline or an environment: a material, a stage, a job of a stage, or the part
 * itself.
 */
function partAt(root: NamedPart, location: readonly string[]): NamedPart {
  let part = root;
  for (const text of location) {
    const [, kind = "", name] =
      /^(Stage|Job) \((.+)\)$/.exec(text) ?? /^[A-Z][\w ]* (material) ([^ ]+)/.exec(text) ?? [];
    const isNext = (one: NamedPart) => one.kind === kind.toLowerCase() && isSameName(one.name, name ?? "");
    if (name !== undefined) part = part.parts.find(isNext) ?? part;
  }
  return part;
}

/** The place of the most exact part below a part that is named; the names are in lower case. */
function findBelow(part: NamedPart, names: ReadonlySet<string>): RejectionPlace | undefined {
  const isNamed = ({ name }: { readonly name: string }) => names.has(name.toLowerCase());
  const stages = part.kind === "stage" ? [part] : part.parts.filter(({ kind }) => kind === "stage");
  const named = stages.filter(isNamed);
  const job = (named.length > 0 ? named : stages).flatMap(({ parts }) => parts).find(isNamed);
  const exact = job ?? (part.kind === "stage" ? undefined : named[0]);
  if (exact !== undefined) return at(exact);
  const materials = part.parts.filter(({ kind }) => kind === "material");
  for (const owner of [part, ...materials]) {
    const value = owner.values.find(isNamed);
    if (value !== undefined) return { place: value.place, part: owner };
  }
  const material = materials.find(isNamed);
  return material && at(material);
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

/**
 * Returns the name that a message about a file says to be defined twice, without quotes: `Pipeline up is defined more than
 * once` (CREnvironment).
 */
function definedTwice(message: string): string[] {
  const [, name] =
    /^(?:agent|pipeline|environment variable) (.+?) (?:is )?defined more than once/i.exec(message) ?? [];
  return name === undefined ? [] : [name];
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The line that GoCD's YAML reader names, counted from 0, if the file was sent as it is, except for the header; else the file. */
function inFile({ origin, headerLines }: NamedFile, message: string): RejectionPlace {
  const number = /\bline (\d+), column \d+/i.exec(message)?.[1];
  const line = number === undefined || headerLines === undefined ? 0 : Number(number) - headerLines + 1;
  if (line < 1) return { path: origin.path };
  const { start, end } = lineSpan(origin, line);
  if (start >= origin.text.length) return { path: origin.path };
  return { place: { file: origin, span: { start, end: Math.max(end, start + 1) } } };
}
