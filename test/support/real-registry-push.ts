import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { Agent, request as httpsRequest } from "node:https";

/** How to push to a registry. */
export interface Push {
  readonly origin: string;
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string };
  authorization(name: string): string | undefined;
}

interface Reply {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** What the config of an image says; each tag has a day of 2024 of its own by default. */
export interface ImageScript {
  /** RFC 3339. */
  readonly created?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

/** Uploads one layer, and a config and a manifest for every tag; returns the manifests' digests by tag. */
export async function pushImage(
  push: Push,
  name: string,
  tags: readonly string[],
  { created, labels }: ImageScript = {},
): Promise<ReadonlyMap<string, string>> {
  const agent = new Agent({ keepAlive: true, ...push.tls });
  const digests = new Map<string, string>();
  const layer = await pushBlob(push, agent, name, "a layer");
  for (const [index, tag] of tags.entries()) {
    const config = JSON.stringify({
      os: "linux",
      architecture: "amd64",
      created: created ?? new Date(Date.UTC(2024, 0, 1 + index)).toISOString(),
      config: { Labels: { tag, ...labels } },
    });
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: {
        mediaType: "application/vnd.docker.container.image.v1+json",
        size: config.length,
        digest: await pushBlob(push, agent, name, config),
      },
      layers: [{ mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip", size: 7, digest: layer }],
    });
    const url = `${push.origin}/v2/${name}/manifests/${tag}`;
    const reply = await send(push, agent, name, "PUT", url, manifest, MANIFEST);
    if (reply.status !== 201) throw new Error(`push of ${name}:${tag}: ${reply.status} ${reply.body}`);
    digests.set(tag, digestOf(manifest));
  }
  agent.destroy();
  return digests;
}

async function pushBlob(push: Push, agent: Agent, name: string, content: string): Promise<string> {
  const digest = digestOf(content);
  const begun = await send(push, agent, name, "POST", `${push.origin}/v2/${name}/blobs/uploads/`, "");
  const url = new URL(begun.location ?? "", push.origin);
  url.searchParams.set("digest", digest);
  const reply = await send(push, agent, name, "PUT", url.href, content, "application/octet-stream");
  if (reply.status !== 201) throw new Error(`push of a blob to ${name}: ${reply.status} ${reply.body}`);
  return digest;
}

function send(
  push: Push,
  agent: Agent,
  name: string,
  method: string,
  url: string,
  body: string,
  type = "",
): Promise<Reply> {
  const authorization = push.authorization(name);
  const headers = {
    "content-length": Buffer.byteLength(body),
    ...(type !== "" && { "content-type": type }),
    ...(authorization !== undefined && { authorization }),
  };
  return new Promise((resolve, reject) => {
    const request = url.startsWith("https:")
      ? httpsRequest(url, { method, headers, agent })
      : httpRequest(url, { method, headers });
    request.on("error", reject);
    request.on("response", (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, location: response.headers.location, body: text }),
      );
    });
    request.end(body);
  });
}

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
