import { BOUNDS } from "../model/bounds.js";

/** One error that a GoCD server reports about files. */
export interface ServerRejection {
  /**
   * Where it is, if the server says so: the name of the file, `Pipeline deploy`, `Stage (build)`, `Job (test)`; empty
   * otherwise.
   */
  readonly location: readonly string[];
  /** One line. */
  readonly message: string;
}

/** The errors of a preflight. */
export interface Rejections {
  /** The first ones. */
  readonly list: readonly ServerRejection[];
  /** The number of the others, which are beyond the bound. */
  readonly leftOut: number;
  /** Whether some are about single files. GoCD then does not check anything else. */
  readonly hasListing: boolean;
}

/**
 * Reads the errors of a preflight. Those about single files are one text, which lists messages below their locations
 * (ErrorCollection.yamlFormat); each of the others is a text of its own. `show` makes a text safe for a message.
 */
export function readRejections(errors: readonly string[], show: (text: string) => string): Rejections {
  const list: ServerRejection[] = [];
  let count = 0;
  let hasListing = false;
  const add = (location: string, lines: readonly string[]): void => {
    if (count >= BOUNDS.serverErrors.value) {
      count++;
      return;
    }
    const message = tidy(show(lines.join("\n")));
    if (message === "") return;
    count++;
    list.push({ location: location === "" ? [] : show(location).split("; "), message });
  };
  for (const text of errors) {
    if (readListing(text, add)) hasListing = true;
    else add("", firstLines(text));
  }
  return { list, leftOut: count - list.length, hasListing };
}

/** Reads the messages of a listing line by line, since it may have millions. Returns false if the text is no listing. */
function readListing(text: string, add: (location: string, lines: readonly string[]) => void): boolean {
  let location: string | undefined;
  let message: string[] | undefined;
  let previous: string | undefined;
  let length = 0;
  const end = (): void => {
    if (message !== undefined) add(location ?? "", message);
    message = undefined;
  };
  /** Reads the line before `next`; false if it belongs to no location. */
  const read = (line: string, next: string | undefined): boolean => {
    if (line.endsWith(":") && !isItem(line) && isItem(next)) {
      end();
      location = line.slice(0, -1);
    } else if (location === undefined) return false;
    else if (isItem(line)) {
      end();
      message = [line.trim().slice("- ".length)];
      ({ length } = line);
    } else if (message !== undefined && length < BOUNDS.messageLength.value) {
      message.push(line);
      length += line.length;
    }
    return true;
  };
  for (const line of linesOf(text)) {
    if (previous !== undefined && !read(previous, line)) return false;
    previous = line;
  }
  if (previous === undefined || !read(previous, undefined)) return false;
  end();
  return true;
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start <= text.length;) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end === -1 ? text.length : end);
    yield line.endsWith("\r") ? line.slice(0, -1) : line;
    start = end === -1 ? text.length + 1 : end + 1;
  }
}

/** The lines of the part of a text that a message can show. */
function firstLines(text: string): readonly string[] {
  return text.slice(0, 2 * BOUNDS.messageLength.value).split(/\r\n|[\r\n]/);
}

function isItem(line: string | undefined): boolean {
  return /^\s*- /.test(line ?? "");
}

/** A message is one line without a full stop. */
function tidy(text: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/\.$/, "");
}
