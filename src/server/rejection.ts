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

/**
 * Reads the errors of a preflight. Those about single files are one text, which lists messages below their locations
 * (ErrorCollection.yamlFormat); each of the others is a text of its own.
 */
export function readRejections(errors: readonly string[]): readonly ServerRejection[] {
  return errors.flatMap((text) => {
    const rejections = readListing(text.split("\n"));
    if (rejections.length > 0) return rejections;
    const message = tidy(text);
    return message === "" ? [] : [{ location: [], message }];
  });
}

function readListing(lines: readonly string[]): readonly ServerRejection[] {
  const rejections: ServerRejection[] = [];
  let location: readonly string[] | undefined;
  let message: string[] | undefined;
  const end = () => {
    const text = tidy(message?.join(" ") ?? "");
    if (text !== "") rejections.push({ location: location ?? [], message: text });
    message = undefined;
  };
  for (const [index, line] of lines.entries()) {
    const isHead = line.endsWith(":") && !isItem(line) && isItem(lines[index + 1]);
    if (isHead) {
      end();
      location = line.slice(0, -1).split("; ");
    } else if (location === undefined) return [];
    else if (isItem(line)) {
      end();
      message = [line.trim().slice("- ".length)];
    } else message?.push(line);
  }
  end();
  return rejections;
}

function isItem(line: string | undefined): boolean {
  return /^\s*- /.test(line ?? "");
}

/** A message is one line without a full stop. */
function tidy(text: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/\.$/, "");
}
