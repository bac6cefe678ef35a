import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execFileSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeCertificate } from "../support/certificates.js";
import { startFakeRegistry } from "../support/fake-registry.js";
import { runMain } from "../support/main-run.js";
import { scriptTags } from "../registry/world.js";

const authority = makeCertificate({ name: "company CA", isAuthority: true });
const server = makeCertificate({ name: "server", hosts: ["127.0.0.1"], issuer: authority });

/** Runs `verify` in a project folder, which is also the home folder, after `prepare` has added files. */
async function verifyWith(
  prepare: (folder: string, host: string) => Promise<Readonly<Record<string, string>>>,
): Promise<{ readonly status: number; readonly text: string }> {
  const folder = await mkdtemp(join(tmpdir(), "trust-"));
  const registry = await startFakeRegistry({
    repositories: { "team/app": { tags: scriptTags(1) } },
    tls: { cert: server.cert, key: server.key },
  });
  try {
    await writeFile(
      join(folder, "gocd-pin.yaml"),
      `package_repositories:\n  Docker:\n    registry_url: ${registry.url}\n    packages: {team/app: {}}\n`,
    );
    const env = await prepare(folder, registry.host);
    const { status, stdout, stderr } = await runMain(["verify", "--timeout", "5"], { cwd: folder, env });
    return { status, text: (stdout + stderr).replaceAll(folder, "/repo").replaceAll(registry.host, "HOST") };
  } finally {
    await registry.stop();
    await rm(folder, { recursive: true });
  }
}

async function place(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

test("verify trusts a CA that is only in ~/.docker/certs.d, also through a link", async () => {
  const { status, text } = await verifyWith(async (folder, host) => {
    const target = await place(join(folder, "ca/company.pem"), authority.cert);
    const link = join(folder, ".docker/certs.d", host, "ca.crt");
    await mkdir(dirname(link), { recursive: true });
    await symlink(target, link);
    return {};
  });
  assert.is(status, 0, text);
  assert.match(text, "Docker image found");
});

test("verify trusts a CA that is only in SSL_CERT_FILE or SSL_CERT_DIR", async () => {
  const file = await verifyWith(async (folder) => ({
    SSL_CERT_FILE: await place(join(folder, "ca/all.pem"), authority.cert),
  }));
  assert.is(file.status, 0, file.text);
  const both = await verifyWith(async (folder) => ({
    SSL_CERT_DIR: dirname(await place(join(folder, "ca/all.pem"), authority.cert)),
  }));
  assert.is(both.status, 0, both.text);
});

test("a FIFO, a device and an endless file in the places of certificates do not make verify wait", async () => {
  for (const [target, reason] of [
    ["/dev/zero", "it is not a regular file"],
    ["/nowhere", "does not exist"],
    ["fifo", "it is not a regular file"],
  ] as const) {
    const { status, text } = await verifyWith(async (folder) => {
      const path = join(folder, "all.pem");
      if (target === "fifo") execFileSync("mkfifo", [path]);
      else await symlink(target, path);
      return { SSL_CERT_FILE: path };
    });
    assert.is(status, 3, text);
    assert.match(text, `SSL_CERT_FILE=/repo/all.pem (${reason})`);
  }
});

test("a certificate file of certs.d that cannot be read is one error at the registry_url", async () => {
  const { status, text } = await verifyWith(async (folder, host) => {
    await mkdir(join(folder, ".docker/certs.d", host, "ca.crt"), { recursive: true });
    return {};
  });
  assert.is(status, 3, text);
  assert.match(
    text,
    'the certificate file "~/.docker/certs.d/HOST/ca.crt" cannot be read: it is a folder, not a file',
  );
  assert.is(text.split(": error: ").length, 2, text);
});

test("a FIFO, a device and a huge file in certs.d are one error each, and are not waited for", async () => {
  for (const [target, reason] of [
    ["fifo", "cannot be read: it is not a regular file"],
    ["/dev/zero", "cannot be read: it is not a regular file"],
    ["huge", "cannot be read: it is larger than 1 MiB"],
  ] as const) {
    const { status, text } = await verifyWith(async (folder, host) => {
      const path = join(folder, ".docker/certs.d", host, "ca.crt");
      await mkdir(dirname(path), { recursive: true });
      if (target === "fifo") execFileSync("mkfifo", [path]);
      else if (target === "huge") await writeFile(path, "x".repeat(2_000_000));
      else await symlink(target, path);
      return {};
    });
    assert.is(status, 3, text);
    assert.match(text, `the certificate file "~/.docker/certs.d/HOST/ca.crt" ${reason}`);
  }
});

test("a registry_url with the host . or .. does not read certificates outside its folder of certs.d", async () => {
  for (const host of ["..", "."]) {
    const { status, text } = await verifyWith(async (folder) => {
      await place(join(folder, ".docker/outside.crt"), "no certificate");
      await place(join(folder, ".docker/certs.d/outside.crt"), "no certificate");
      const project = `package_repositories:\n  Docker:\n    registry_url: https://${host}/v2/\n    packages: {team/app: {}}\n`;
      await writeFile(join(folder, "gocd-pin.yaml"), project);
      return {};
    });
    assert.is(status, 3, text);
    assert.not.match(text, "outside.crt");
  }
});

test.run();
