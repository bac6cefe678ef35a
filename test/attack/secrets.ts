/** The credential in the environment of every run: characters that each spelling writes differently. */
const USER = "gopher@attack";
const PASSWORD = "s3cret/Word+attack=7?";

/** A text of a file outside the project, which no output may show. */
export const OUTSIDE = "0utside-m4rker-of-another-file";

/** The environment of a run with the credential, and nothing from that of the tests. */
export const SECRET_ENV: Readonly<Record<string, string>> = {
  REGISTRY_USER: USER,
  REGISTRY_PASSWORD: PASSWORD,
  DOCKER_USERNAME: USER,
  DOCKER_PASSWORD: PASSWORD,
};

const base64 = (text: string) => Buffer.from(text).toString("base64").replace(/=+$/, "");

/** Every spelling of the secrets that no output, file or argument may have. */
const SPELLINGS: readonly string[] = [
  PASSWORD,
  encodeURIComponent(PASSWORD),
  base64(PASSWORD),
  base64(`${USER}:${PASSWORD}`),
  Buffer.from(PASSWORD).toString("hex"),
  OUTSIDE,
];

/** Returns whether a text has a secret in any spelling. */
export function hasSecret(text: string): boolean {
  const lower = text.toLowerCase();
  return SPELLINGS.some((spelling) => lower.includes(spelling.toLowerCase()));
}
