import * as assert from "uvu/assert";
import { renderEnv } from "../../src/files/generated.js";
import { readLock } from "../../src/files/lock.js";
import { readManifest, renderManifest, type Manifest } from "../../src/files/manifest.js";
import type { Pins } from "../../src/model/pin.js";
import type { FileTree } from "./file-tree.js";

const LOCK = "gocd-pin.lock";

/**
 * Checks that the manifest of a config repo agrees with the other files of its build: the lock, the env files and the
 * enriched files. `manifest.json` repeats what those files hold, so golden cases do not need a copy of it.
 * In a partial build, enriched files may be missing.
 */
export function checkManifest(files: FileTree, { isPartial }: { readonly isPartial: boolean }): void {
  for (const [path, bytes] of files) {
    if (!path.endsWith("/manifest.json")) continue;
    const folder = path.slice(0, -"/manifest.json".length);
    const project = projectOf(files, path);
    const text = bytes.toString();
    const { manifest, diagnostics } = readManifest({ path, text });
    assert.equal(diagnostics, []);
    assert.ok(manifest);
    assert.is(renderManifest(manifest), text, `${path} is sorted and formatted as a build writes it`);
    const pins = readLockIn(files, project);
    checkPackages(manifest, pins);
    checkPackageFiles(manifest, files, folder);
    for (const [name, pipeline] of Object.entries(manifest.pipelines)) {
      const env = textAt(files, `${folder}/env/${name}.env`);
      const pairs = pipeline.variables.map((variable) => [variable.name, variable.value] as const);
      assert.is(renderEnv(pairs), env, `the env file of "${name}" has the variables of the manifest`);
      assert.ok(files.has(project + pipeline.source), `${pipeline.source} exists`);
      const output = files.get(project + pipeline.output);
      if (output === undefined) assert.ok(isPartial, `the enriched file of "${name}" exists`);
      else checkOutput(output.toString(), pipeline);
    }
  }
}

function checkPackages({ packages, pipelines }: Manifest, pins: Pins): void {
  assert.equal(Object.keys(packages).sort(), Array.from(pins.keys()).sort(), "the manifest has all pins");
  for (const [key, entry] of Object.entries(packages)) {
    const pin = pins.get(key);
    assert.ok(pin);
    assert.equal(
      [entry.registry_url, entry.image, entry.tag, entry.digest],
      [pin.registryUrl, pin.image, pin.tag, pin.digest],
    );
    const digest = pin.digest === undefined ? "" : `@${pin.digest}`;
    assert.is(entry.reference, `${entry.registry_name}/${pin.image}:${pin.tag}${digest}`);
    const users = Object.entries(pipelines).filter(([, { variables }]) =>
      variables.some((variable) => variable.package === key),
    );
    for (const [name] of users) assert.ok(entry.pipelines.includes(name), `"${key}" is used by "${name}"`);
  }
}

/** The pin file and the pipeline of a package have its pin, and every user depends on the pipeline. */
function checkPackageFiles({ packages, pipelines }: Manifest, files: FileTree, folder: string): void {
  for (const { package_pipeline: name, tag, pipelines: users } of Object.values(packages)) {
    if (name === undefined) continue;
    assert.match(textAt(files, `${folder}/packages/${name}.env`), `_LABEL=${tag}\n`);
    assert.match(textAt(files, `${folder}/packages/${name}.gocd.yaml`), `"${tag}"\n`);
    for (const user of users) {
      const output = Array.from(files.keys()).find((path) => path.endsWith(pipelines[user]?.output ?? "/"));
      assert.match(textAt(files, output ?? ""), `pipeline: "${name}"`);
    }
  }
}

function checkOutput(text: string, { variables }: Manifest["pipelines"][string]): void {
  for (const variable of variables) {
    assert.ok(text.includes(variable.name), `the enriched file sets ${variable.name}`);
  }
}

/** The project folder of a manifest, with a `/` at its end: the one whose lock is above the manifest. */
function projectOf(files: FileTree, manifest: string): string {
  const projects = Array.from(files.keys())
    .filter((path) => path === LOCK || path.endsWith(`/${LOCK}`))
    .map((path) => path.slice(0, -LOCK.length));
  const project = projects.find((prefix) => manifest.startsWith(prefix));
  assert.ok(project !== undefined, `${manifest} has a lock`);
  return project;
}

function readLockIn(files: FileTree, project: string): Pins {
  const path = project + LOCK;
  const { pins, diagnostics } = readLock({ path, text: textAt(files, path) });
  assert.equal(diagnostics, []);
  return pins;
}

function textAt(files: FileTree, path: string): string {
  return files.get(path)?.toString() ?? "";
}
