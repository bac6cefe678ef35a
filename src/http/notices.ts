import { header, headerValues, type HttpResponse } from "./message.js";
import type { Redactor } from "./redactor.js";

/** A warning about a server that is not about one answer. */
export interface Notice {
  readonly code: "registry-notice" | "registry-plaintext" | "certificate-unchecked";
  readonly message: string;
  readonly help: string;
}

/** The warnings about servers, each once. */
export interface Notices {
  add(notice: Notice): void;
  /** Reads the `Warning` and `RateLimit-*` headers of an answer. */
  read(response: HttpResponse, redactor: Redactor): void;
  list(): readonly Notice[];
}

// `299 - "text"`: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#warnings
const WARNING = /^299 - "((?:[^"\\]|\\.)*)"/;
// `76;w=21600` (Docker Hub): 76 pulls left in a window of six hours.
const QUOTA = /^(\d{1,9})(?:;\s*w=(\d{1,9}))?/;

/** Creates an empty list of notices. */
export function createNotices(): Notices {
  const notices = new Map<string, Notice>();
  const quotas = new Map<string, Notice>();
  const add = (notice: Notice): void => void notices.set(notice.message, notice);
  return {
    add,
    read(response, redactor) {
      const { warning, "ratelimit-remaining": remaining } = response.headers;
      if (warning === undefined && remaining === undefined) return;
      const host = redactor.host(response.url);
      for (const value of headerValues(response, "warning")) {
        const text = WARNING.exec(value)?.[1];
        if (text === undefined) continue;
        const message = `${host} warns: ${redactor.show(text.replace(/\\(.)/g, "$1"), 4096)}`;
        add({ code: "registry-notice", message, help: "ask the operator of the registry about it" });
      }
      const left = QUOTA.exec(header(response, "ratelimit-remaining") ?? "");
      const most = QUOTA.exec(header(response, "ratelimit-limit") ?? "");
      // Reported if at most a tenth is left. Docker Hub's numbers have changed several times.
      if (left?.[1] !== undefined && most?.[1] !== undefined && Number(left[1]) * 10 <= Number(most[1])) {
        const window = most[2] === undefined ? "" : ` in ${Number(most[2]) / 3600} hours`;
        const message = `${host} allows ${left[1]} more of ${most[1]} pulls${window}`;
        quotas.set(host, {
          code: "registry-notice",
          message,
          help: "log in for a higher limit, or run less often",
        });
      }
    },
    list: () => [...notices.values(), ...quotas.values()],
  };
}
