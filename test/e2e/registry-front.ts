import { createServer, request as forward, type IncomingMessage } from "node:http";

/** How a proxy in front of a registry changes its responses. */
export interface FrontRules {
  /** Splits tag lists into pages of this size with `Link` headers, as GHCR and ECR do. */
  readonly pageSize?: number;
  /** The response to HEAD of a manifest, as of Nexus and firewalls. */
  readonly headStatus?: number;
}

/** A reverse proxy in front of a registry. */
export interface RegistryFront {
  /** `http://host:port`. */
  readonly origin: string;
  /** `METHOD /path?query` of every request. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

/** Starts a reverse proxy on a free port of 127.0.0.1 for the registry at `target`, which has plain http. */
export async function startRegistryFront(target: string, rules: FrontRules): Promise<RegistryFront> {
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = "", url = "", headers } = incoming;
    requests.push(`${method} ${url}`);
    if (method === "HEAD" && url.includes("/manifests/") && rules.headStatus !== undefined) {
      outgoing.writeHead(rules.headStatus).end();
      return;
    }
    // The Host header stays, so that addresses in responses are those of the proxy.
    const onward = forward(`${target}${url}`, { method, headers }, (answer) => {
      const isList = answer.statusCode === 200 && /^\/v2\/.+\/tags\/list/.test(url);
      if (!isList || rules.pageSize === undefined) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(outgoing);
        return;
      }
      void cutPage(answer, new URL(url, target), rules.pageSize).then(({ body, link }) => {
        const type = {
          "content-type": "application/json",
          "docker-distribution-api-version": "registry/2.0",
        };
        outgoing.writeHead(200, { ...type, ...(link !== undefined && { link }) }).end(body);
      });
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function cutPage(
  answer: IncomingMessage,
  url: URL,
  size: number,
): Promise<{ readonly body: string; readonly link: string | undefined }> {
  const list: unknown = JSON.parse((await answer.setEncoding("utf8").toArray()).join(""));
  const tags: unknown = typeof list === "object" && list !== null && "tags" in list ? list.tags : [];
  const sorted = (Array.isArray(tags) ? tags : []).map(String).sort();
  const last = url.searchParams.get("last") ?? "";
  const rest = sorted.filter((tag) => tag > last);
  const page = rest.slice(0, size);
  const query = new URLSearchParams({ last: page.at(-1) ?? "", n: String(size) }).toString();
  const link = rest.length > size ? `<${url.pathname}?${query}>; rel="next"` : undefined;
  return { body: JSON.stringify({ name: "team/app", tags: page }), link };
}
