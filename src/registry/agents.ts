// The part of undici that is used, in a module of its own to be loaded late: packed, a library in CommonJS gives its
// names to an `import` statement only.
export { Agent, ProxyAgent } from "undici";
