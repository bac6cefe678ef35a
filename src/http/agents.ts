// The part of undici that is used, in a separate module that is imported lazily: in the bundle, the names of a CommonJS
// library are available only to an `import` statement.
export { Agent, ProxyAgent } from "undici";
