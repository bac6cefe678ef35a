import { isRecord } from "../model/json.js";
import type { Peer } from "../http/peer.js";

/** Returns how messages name a GoCD server whose address is in an option of the command line. */
export function serverPeer(option: string): Peer {
  return {
    noun: "GoCD server",
    setting: option,
    leads: "which the GoCD server redirects to",
    trust: (certificate) => `set NODE_EXTRA_CA_CERTS to a file with ${certificate}`,
    clientCertificate: undefined,
    tooLarge: `check that ${option} is the address of a GoCD server`,
    throttled: "try again later",
    notHttp: "",
    explain: explainMessage,
  };
}

/** Returns the `message` of GoCD's JSON errors. */
function explainMessage(json: unknown): string | undefined {
  const message = isRecord(json) ? json["message"] : undefined;
  return typeof message === "string" ? message : undefined;
}
