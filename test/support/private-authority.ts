import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "./certificates.js";

/** A certificate authority that no machine trusts by itself, and the certificate of a server that it issued. */
export interface PrivateAuthority {
  /** A folder with only the authority's certificate in it. */
  readonly folder: string;
  /** The file of that certificate. */
  readonly ca: string;
  /** The server's certificate and its key, PEM. */
  readonly tls: { readonly cert: string; readonly key: string };
}

/** Runs a task with a new authority and the certificate of a server for `host`; the folder is removed at the end. */
export async function withPrivateAuthority(
  host: string,
  task: (authority: PrivateAuthority) => Promise<void>,
): Promise<void> {
  const authority = makeCertificate({ name: "test CA", isAuthority: true });
  const { cert, key } = makeCertificate({ name: "gocd", hosts: [host], issuer: authority });
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-ca-"));
  try {
    const ca = join(folder, "ca.pem");
    await writeFile(ca, authority.cert);
    await task({ folder, ca, tls: { cert, key } });
  } finally {
    await rm(folder, { recursive: true });
  }
}
