"use strict";
// Loads the large files of dist/bin with the code cache that `write.js` makes at the end of a build: V8 then need not
// compile them, which takes a third of the processor time of `gocd-pin check`. The caches are part of the installation, so
// whoever can change one can change the program too. A cache fits one version of Node.js, which its name contains; without
// one, and if the flags in NODE_OPTIONS make it unusable, V8 compiles the file.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

/** Returns the path of the cache of a file: an absolute path. */
function cachePath(path) {
  return `${path}.${process.version}-${process.platform}-${process.arch}.cache`;
}

function readCache(path) {
  try {
    return readFileSync(cachePath(path));
  } catch {
    return undefined;
  }
}

/** Compiles a CommonJS file for `run`; stack traces call it `name`. Without a cache, V8 compiles a function when it is first called. */
function compile(path, name, cachedData) {
  // The bundles are pure ASCII, which is decoded fastest as Latin-1.
  const text = readFileSync(path, "latin1");
  return new Script(`(function (exports, require, module) {${text}\n})`, { filename: name, cachedData });
}

/** Runs a compiled file, and returns its exports. */
function run(script, require) {
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module);
  return module.exports;
}

const loaded = new Map();

/** Returns the exports of a file of this folder: `./NAME`, or of a module of Node.js. Only the first call runs the file. */
function load(id) {
  if (!id.startsWith("./")) return require(id);
  const path = join(__dirname, id);
  if (!loaded.has(path)) {
    const cachedData = readCache(path);
    loaded.set(path, cachedData === undefined ? require(path) : run(compile(path, id, cachedData), load));
  }
  return loaded.get(path);
}

module.exports = { cachePath, compile, load, run };
