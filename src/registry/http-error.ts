/**
 * The code and the words of an error that undici threw. undici wraps some errors of Node, and Node gathers those of
 * several addresses of one host; where undici gives no code, or one for several things, the code is ours (see
 * `Fault`).
 */
export function readError(error: unknown): { readonly code: string; readonly text: string } {
  // What a proxy answered to CONNECT is in the message alone.
  const refused = error instanceof Error ? /^Proxy response \((\d{3})\)/.exec(error.message)?.[1] : undefined;
  if (refused !== undefined) return { code: "PROXY_REFUSED", text: refused };
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current.name === "HTTPParserError") return { code: "HPE", text: current.message };
    if (isUnheard(current)) return { code: "CLOSED_UNHEARD", text: current.message };
    if ("code" in current && typeof current.code === "string" && current.code !== "UND_ERR") {
      return { code: current.code, text: hostsOf(current) ?? current.message };
    }
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return { code: "UNKNOWN", text: error instanceof Error ? error.message : String(error) };
}

// The peer hung up without a single byte: undici says it only in the counters of the socket.
function isUnheard(error: Error): boolean {
  if (!("code" in error) || error.code !== "UND_ERR_SOCKET" || !("socket" in error)) return false;
  const { socket } = error;
  return typeof socket === "object" && socket !== null && "bytesRead" in socket && socket.bytesRead === 0;
}

// Of a certificate for other hosts Node tells only the names of the kind that was asked for, none where that was an IP
// address: https://nodejs.org/api/tls.html#certificate-object
function hostsOf(error: Error): string | undefined {
  if (!("cert" in error) || typeof error.cert !== "object" || error.cert === null) return undefined;
  if (!("subjectaltname" in error.cert) || typeof error.cert.subjectaltname !== "string") return undefined;
  return `it holds ${error.cert.subjectaltname}`;
}
