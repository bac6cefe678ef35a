"use strict";
// Loads the large files of dist/bin with the code caches that `write.js` writes at the end of a build. V8 then does not compile
// these files, which would take a third of the processor time of `gocd-pin check`. The caches are part of the installation: a
// user who can change a cache can also change the program. A cache fits the version of Node.js in its name. If there is no
// cache, or if flags in NODE_OPTIONS make it unusable, V8 compiles the file.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

/** Returns the path of the code cache of a file. */
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

/**
 * Compiles a CommonJS file, and returns the script for `run`. Stack traces contain `name` as its path. Without a cache, V8
 * compiles a function when it is first called.
 */
function compile(path, name, cachedData) {
  // The files are pure ASCII. Node.js decodes Latin-1 faster than UTF-8.
  const text = readFileSync(path, "latin1");
  return new Script(`(function (exports, require, module) {${text}\n})`, { filename: name, cachedData });
}

/** Runs a compiled file with the given `require`, and returns its exports. */
function run(script, require) {
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module);
  return module.exports;
}

const loaded = new Map();

/** Returns the exports of `./NAME`, a file of this folder, or of a module of Node.js. Only the first call runs the file. */
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
