import type { HttpResponse } from "./http.js";
import { header, headerValues } from "./headers.js";
import type { Redactor } from "./redactor.js";

/** Warnings in the headers of answers, each once. */
export interface Notices {
  add(text: string): void;
  /** Reads the `Warning` and `RateLimit-*` headers of an answer of `host`. */
  read(host: string, response: HttpResponse, redactor: Redactor): void;
  list(): readonly string[];
}

// `299 - "text"`: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#warnings
const WARNING = /^299 - "((?:[^"\\]|\\.)*)"/;
// `76;w=21600` (Docker Hub): 76 pulls left in a window of six hours.
const QUOTA = /^(\d{1,9})(?:;\s*w=(\d{1,9}))?/;

/** Creates an empty list of notices. */
export function createNotices(): Notices {
  const texts = new Set<string>();
  const quotas = new Map<string, string>();
  return {
    add: (text) => texts.add(text),
    read(host, response, redactor) {
      for (const value of headerValues(response, "warning")) {
        const text = WARNING.exec(value)?.[1];
        if (text !== undefined)
          texts.add(`${host} warns: ${redactor.show(text.replace(/\\(.)/g, "$1"), 4096)}`);
      }
      const left = QUOTA.exec(header(response, "ratelimit-remaining") ?? "");
      const most = QUOTA.exec(header(response, "ratelimit-limit") ?? "");
      // Reported if at most a tenth is left. Docker Hub's numbers have changed several times.
      if (left?.[1] !== undefined && most?.[1] !== undefined && Number(left[1]) * 10 <= Number(most[1])) {
        const window = most[2] === undefined ? "" : ` in ${Number(most[2]) / 3600} hours`;
        quotas.set(host, `${host} allows ${left[1]} more of ${most[1]} pulls${window}`);
      }
    },
    list: () => [...texts, ...quotas.values()],
  };
}
