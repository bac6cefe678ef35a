import { createPrivateKey, X509Certificate } from "node:crypto";
import type { CertificateKey } from "../model/declaration.js";

/** A client certificate and its private key, both PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** Returns the certificates in a PEM text, unchecked. The same certificate is always the same text. */
export function readCertificates(text: string): readonly string[] {
  return Array.from(text.matchAll(CERTIFICATE), ([, content = ""]) => {
    const lines = content.replace(/\s+/g, "").match(/.{1,64}/g) ?? [];
    return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
  });
}

/**
 * Returns why a text cannot be used as the file of `key`, as the end of a sentence, or undefined if it can. Each file is
 * checked separately, so that the message can name it; Node.js skips an authority that it cannot read.
 */
export function checkPem(key: CertificateKey, text: string): string | undefined {
  if (key !== "key_file") {
    const certificates = readCertificates(text);
    if (certificates.length === 0) return "contains no certificate";
    return certificates.every((certificate) => isReadable(() => new X509Certificate(certificate)))
      ? undefined
      : "contains a certificate that is not valid";
  }
  if (!PRIVATE_KEY.test(text)) return "contains no private key";
  if (text.includes("ENCRYPTED")) return "contains an encrypted private key, which is not supported";
  return isReadable(() => createPrivateKey(text)) ? undefined : "contains a private key that is not valid";
}

/** Whether the private key belongs to the certificate. Both must be valid. */
export function isPair({ cert, key }: ClientCertificate): boolean {
  return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
}

function isReadable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
