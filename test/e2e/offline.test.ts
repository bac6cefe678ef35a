import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cruiseConfig, repositoryXml } from "../commands/server-documents.js";
import { createPlace, type Place } from "../attack/place.js";
import { runProgramIn } from "../attack/program.js";
import { readBases } from "../attack/bases.js";
import { hasSecret } from "../attack/secrets.js";
import { makeCertificate } from "../support/certificates.js";

// The promise of docs/security.md: these are safe on pull requests of strangers.
const SAFE: readonly (readonly string[])[] = [
  ["check"],
  ["check", "--diff"],
  ["validate"],
  ["build", "--frozen"],
  ["manifest"],
  ["images"],
  ["report"],
  ["export"],
  ["explain", "app", "--tags", "tags.txt"],
  ["schema", "lock"],
  ["completion", "bash"],
  ["complete", "packages"],
  ["import", "cruise-config.xml", "--rewrite", "--dry-run"],
  ["import", "cruise-config.xml", "--rewrite"],
  ["-C", "new", "init", "--editor", "--git"],
];

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

const CREDENTIAL_FILE =
  /"[^"]*(?:tls-[a-z]+\.pem|\.docker\/|containers\/auth\.json|\.netrc|docker-credential|certs\.d|\/etc\/ssl\/certs|\/etc\/pki)[^"]*"/;
// The HTTP library, a file of its own that only a request needs.
const HTTP_LIBRARY = /"[^"]*\/agents\.cjs[^"/]*"/;
// How the design lets gocd-pin run git: to ask about files, never to change them.
const GIT = /execve\("[^"]*\/git", \["git", .*"(?:ls-files|check-ignore|rev-parse)"/;

const CERTIFICATE_FILES: Readonly<Record<string, string>> = {
  ca_file: "tls-ca.pem",
  cert_file: "tls-cert.pem",
  key_file: "tls-key.pem",
};

test("offline verbs open no socket, no credential file and no HTTP library, and run no program but git", async () => {
  const place = await createPlace();
  try {
    const base = (await readBases()).find(({ name }) => name === "build-pinned");
    const { cert, key } = makeCertificate({ name: "reg.example.com" });
    const certificates = Object.entries(CERTIFICATE_FILES);
    const keys = certificates.map(([option, name]) => `    ${option}: ${name}\n`);
    await place.reset({
      ...Object.fromEntries(base?.files ?? []),
      // The keys become keys of the package repository at the end of the file.
      "gocd-pin.yaml": `${base?.files.get("gocd-pin.yaml")?.toString() ?? ""}${keys.join("")}`,
      ...Object.fromEntries(certificates.map(([, name]) => [name, cert + key])),
      "../home/.docker/config.json": "{}",
      "../home/.config/containers/auth.json": "{}",
      "new/README.md": "",
      "tags.txt": "1.2.3\n",
      "cruise-config.xml": cruiseConfig(repositoryXml("Other", { url: "https://other.example" }, [])),
    });
    assert.is((await runProgramIn({ place, argv: ["build", "--frozen"] })).status, 0);
    for (const argv of SAFE) {
      const { status, lines } = await trace(place, argv);
      assert.is(status, 0, argv.join(" "));
      assert.equal(lines.filter(isNetworkOrCredential), [], argv.join(" "));
      const programs = lines.filter((line) => /\bexecve\(/.test(line) && !line.includes("ENOENT"));
      // The first one is Node.js itself.
      assert.equal(
        programs.slice(1).filter((line) => !GIT.test(line)),
        [],
        argv.join(" "),
      );
    }
    // The same look at a verb that sends requests, so that a test that sees nothing fails.
    const { lines } = await trace(place, ["verify", "--timeout", "1"]);
    assert.ok(lines.some((line) => /\bsocket\(/.test(line)));
    assert.ok(lines.some((line) => CREDENTIAL_FILE.test(line)));
    assert.ok(lines.some((line) => HTTP_LIBRARY.test(line)));
    for (const [, name] of certificates)
      assert.ok(
        lines.some((line) => line.includes(`/${name}"`)),
        name,
      );
  } finally {
    await place.remove();
  }
});

function isNetworkOrCredential(line: string): boolean {
  return /\b(?:socket|connect)\(/.test(line) || CREDENTIAL_FILE.test(line) || HTTP_LIBRARY.test(line);
}

test("no credential is an argument of another program", async () => {
  const place = await createPlace();
  try {
    const helper = '#!/bin/sh\necho \'{"Username":"u","Secret":"x"}\'\n';
    await place.reset({
      "gocd-pin.yaml":
        "package_repositories:\n" +
        '  A: {registry_url: "http://127.0.0.1:1", username: "${REGISTRY_USER}", password: "${REGISTRY_PASSWORD}", packages: {a: }}\n' +
        '  B: {registry_url: "http://localhost:1", packages: {b: }}\n',
      "../home/.docker/config.json": '{"credHelpers": {"localhost:1": "attack"}}',
      "../bin/docker-credential-attack": helper,
    });
    const bin = join(place.root, "bin");
    await chmod(join(bin, "docker-credential-attack"), 0o755);
    const { lines } = await trace(place, ["verify", "--timeout", "1"], `${bin}:${process.env["PATH"] ?? ""}`);
    const programs = lines.filter((line) => /\bexecve\(/.test(line));
    assert.ok(programs.some((line) => line.includes('"docker-credential-attack", "get"')));
    assert.equal(programs.filter(hasSecret), []);
  } finally {
    await place.remove();
  }
});

/** Runs the program under strace, and returns its exit status and the system calls that matter here. */
async function trace(
  place: Place,
  argv: readonly string[],
  path?: string,
): Promise<{ readonly status: number | string; readonly lines: readonly string[] }> {
  const log = join(place.root, "strace.txt");
  const prefix = ["strace", "-f", "-s", "400", "-o", log, "-e", "trace=socket,connect,execve,open,openat"];
  const { status } = await runProgramIn({ place, argv, prefix, ...(path !== undefined && { path }) });
  return { status, lines: (await readFile(log, "utf8")).split("\n") };
}

test("SECURITY.md has the same table of safe commands as docs/security.md", async () => {
  const [policy = "", page = ""] = await Promise.all(
    ["SECURITY.md", "docs/security.md"].map((path) => readFile(join(ROOT, path), "utf8")),
  );
  const table = /\| command[^|\n]*\| safe \|[^\n]*\n(?:\|[^\n]*\n)+/;
  assert.ok(table.test(page));
  assert.is(table.exec(policy)?.[0], table.exec(page)?.[0]);
});

test.run();
