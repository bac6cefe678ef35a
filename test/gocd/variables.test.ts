import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelVariable, referenceOf, variablesOfMaterial } from "../../src/gocd/variables.js";
import { parseDigest } from "../../src/model/image.js";
import { PROPERTIES, type NameKind, type Property } from "../../src/model/settings.js";
import { packageWithId, pinOf } from "../support/enriched.js";

const DIGEST = parseDigest(`sha256:${"0".repeat(64)}`);
const DATABASE = packageWithId("Docker", "backends/database-x");
const PIN = { ...pinOf(DATABASE, "1.10.0"), ...(DIGEST && { digest: DIGEST }) };

function material(name: string, declared = DATABASE) {
  return { name, package: declared, place: declared.place };
}

function lines(
  name: string,
  names: readonly NameKind[],
  properties: readonly Property[],
  pin = PIN,
): string[] {
  return variablesOfMaterial(material(name), pin, { names, properties }).map(
    (variable) => `${variable.name}=${variable.value}`,
  );
}

test("every property has a variable, by the package's name and by the material's", () => {
  const values = [
    "_DOCKER_REGISTRY_NAME=r.example",
    "_DOCKER_IMAGE=backends/database-x",
    "_LABEL=1.10.0",
    `_DOCKER_DIGEST=sha256:${"0".repeat(64)}`,
    `_DOCKER_REFERENCE=r.example/backends/database-x:1.10.0@sha256:${"0".repeat(64)}`,
    "_DOCKER_REGISTRY_URL=https://r.example/v2/",
    "_DOCKER_TAG_FILTER=",
  ];
  const prefix = (value: string) => (/REGISTRY_(?:NAME|URL)=/.test(value) ? "GO_REPO_" : "GO_PACKAGE_");
  const all = (base: string) => values.map((value) => `${prefix(value)}${base}${value}`);
  assert.equal(lines("database", ["package"], PROPERTIES), all("DOCKER_BACKENDS_DATABASE_X"));
  assert.equal(lines("database", ["material"], PROPERTIES), all("DATABASE"));
  assert.equal(lines("database", ["package", "material"], PROPERTIES), [
    ...all("DOCKER_BACKENDS_DATABASE_X"),
    ...all("DATABASE"),
  ]);
});

test("names that come to the same are written once", () => {
  assert.equal(lines("docker-backends.database_X", ["package", "material"], ["label"]), [
    "GO_PACKAGE_DOCKER_BACKENDS_DATABASE_X_LABEL=1.10.0",
  ]);
});

test("without a digest there is no variable for it, and no `@` in the reference", () => {
  const pin = pinOf(DATABASE, "1.10.0");
  assert.equal(lines("db", ["material"], ["digest", "reference"], pin), [
    "GO_PACKAGE_DB_DOCKER_REFERENCE=r.example/backends/database-x:1.10.0",
  ]);
  assert.is(referenceOf(DATABASE, pin), "r.example/backends/database-x:1.10.0");
});

test("a variable knows its material, package and property", () => {
  assert.equal(variablesOfMaterial(material("db"), PIN, { names: ["material"], properties: ["label"] }), [
    {
      name: "GO_PACKAGE_DB_LABEL",
      value: "1.10.0",
      material: "db",
      package: "Docker/backends/database-x",
      property: "label",
    },
  ]);
});

test("the tag for label templates has the material's name, where that is written", () => {
  const cases: readonly (readonly [names: readonly NameKind[], variable: string])[] = [
    [["package", "material"], "GO_PACKAGE_DB_LABEL"],
    [["material"], "GO_PACKAGE_DB_LABEL"],
    [["package"], "GO_PACKAGE_DOCKER_BACKENDS_DATABASE_X_LABEL"],
  ];
  for (const [names, variable] of cases) assert.is(labelVariable(material("db"), names), variable);
});

test.run();
