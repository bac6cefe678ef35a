"use strict";
// The main script of the binary. It starts the program that lies compressed in the binary as an asset, with the code
// cache that `build.js` compiled for it: to decompress costs less time than the cache saves.
const { getRawAsset } = require("node:sea");
const { compileFunction } = require("node:vm");
const { brotliDecompressSync } = require("node:zlib");

const modules = new Map();

/** Returns the exports of a file of dist/bin. Only the first call runs the file. */
function load(name) {
  const loaded = modules.get(name);
  if (loaded !== undefined) return loaded.exports;
  const module = { exports: {} };
  modules.set(name, module);
  const text = brotliDecompressSync(getRawAsset(name)).toString();
  // If the flags in NODE_OPTIONS make the cache unusable, V8 compiles the text.
  const cachedData = new Uint8Array(getRawAsset(`${name}.cache`));
  const run = compileFunction(text, ["require", "module", "exports"], { filename: name, cachedData });
  run(requirePart, module, module.exports);
  return module.exports;
}

function requirePart(id) {
  if (id === "./load.cjs") return { load: requirePart };
  return id.startsWith("./") ? load(id.slice(2)) : require(id);
}

load("gocd-pin.cjs");
