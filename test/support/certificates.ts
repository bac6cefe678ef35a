import { generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

/**
 * X.509 certificates for tests (RFC 5280), written as DER by hand: they need no `openssl` command, and
 * dates may be in the past.
 */
export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM, PKCS #8. */
  readonly key: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly name: string;
}

/** The content of a certificate. */
export interface CertificateRequest {
  readonly name: string;
  /** IPv4 addresses and DNS names that it is for. */
  readonly hosts?: readonly string[];
  /** Who signs it; by default, it signs itself. */
  readonly issuer?: Certificate;
  readonly isAuthority?: boolean;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const DAY = 24 * 60 * 60 * 1000;

/** Makes a key (P-256) and a certificate for it. */
export function makeCertificate(request: CertificateRequest): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { name, issuer, hosts = [], isAuthority = false } = request;
  const notBefore = request.notBefore ?? new Date(Date.now() - DAY);
  const notAfter = request.notAfter ?? new Date(Date.now() + DAY);
  const algorithm = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)); // ecdsa-with-SHA256
  const extensions = [
    extension([0x55, 0x1d, 0x13], sequence(...(isAuthority ? [der(0x01, Buffer.of(0xff))] : []))),
    ...(hosts.length === 0 ? [] : [extension([0x55, 0x1d, 0x11], sequence(...hosts.map(alternativeName)))]),
  ];
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))), // version 3
    der(0x02, Buffer.concat([Buffer.of(0x01), randomBytes(8)])),
    algorithm,
    distinguishedName(issuer?.name ?? name),
    sequence(time(notBefore), time(notAfter)),
    distinguishedName(name),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", body, issuer?.privateKey ?? privateKey);
  const whole = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    cert: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n"),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    privateKey,
    publicKey,
    name,
  };
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function oid(...bytes: readonly number[]): Buffer {
  return der(0x06, Buffer.of(...bytes));
}

function extension(id: readonly number[], value: Buffer): Buffer {
  return sequence(oid(...id), der(0x04, value));
}

function distinguishedName(name: string): Buffer {
  return sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(name)))));
}

function alternativeName(host: string): Buffer {
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(host);
  return isAddress ? der(0x87, Buffer.from(host.split(".").map(Number))) : der(0x82, Buffer.from(host));
}

function time(date: Date): Buffer {
  return der(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replace(/[-:T]/g, "")}Z`));
}
