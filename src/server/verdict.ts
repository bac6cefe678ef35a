import type { HttpResponse } from "../http/message.js";
import { isRecord, parseJson } from "../model/json.js";
import { readRejections, type ServerRejection } from "./rejection.js";

/** The verdict of a GoCD server on files of a config repo. */
export interface Verdict {
  /** The errors that the server reports, the first ones if there are very many; none if it accepts the files. */
  readonly rejections: readonly ServerRejection[];
  /** The number of the other errors. */
  readonly leftOut: number;
  /** Whether the server checked everything, and all errors were read. */
  readonly isComplete: boolean;
}

/** The start of the message about an exception while GoCD reads what its plugin returns. */
const EXCEPTION = /^Unexpected error when handling plugin response/i;

/**
 * Reads the answer of the preflight API; undefined if it is not one. GoCD does not check the rest if there are errors in
 * single files, or if an error is an exception, for which it answers 422 with one message.
 */
export function readVerdict(
  { status, body }: HttpResponse,
  show: (text: string) => string,
): Verdict | undefined {
  const json = parseJson(body.toString());
  if (!isRecord(json)) return undefined;
  const { message, valid, errors } = json;
  if (status === 422) {
    if (typeof message !== "string") return undefined;
    const { list, leftOut } = readRejections([message], show);
    return { rejections: list.length > 0 ? list : [NO_REASON], leftOut, isComplete: false };
  }
  if (status !== 200 || typeof valid !== "boolean" || !Array.isArray(errors)) return undefined;
  const texts = errors.filter((error) => typeof error === "string");
  if (texts.length !== errors.length || (valid && texts.length > 0)) return undefined;
  const { list, leftOut, hasListing } = readRejections(texts, show);
  const isStopped = hasListing || list.some((rejection) => EXCEPTION.test(rejection.message));
  return {
    rejections: valid || list.length > 0 ? list : [NO_REASON],
    leftOut,
    isComplete: !isStopped && leftOut === 0,
  };
}

const NO_REASON: ServerRejection = { location: [], message: "the server names no reason" };
