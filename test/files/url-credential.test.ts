import { test } from "uvu";
import * as assert from "uvu/assert";
import { credentialSpans } from "../../src/files/url-credential.js";

// [text, the text with every masked character replaced]
const TABLE: readonly (readonly [text: string, shown: string])[] = [
  ["registry.mydomain", "registry.mydomain"],
  ["registry.mydomain:5000/v2/", "registry.mydomain:5000/v2/"],
  ["'htps://registry.mydomain'", "'htps://registry.mydomain'"],
  ["https://host:port/", "https://host:port/"],
  ["https://gopher:word@host:99999/", "https://***********@host:99999/"],
  ["gopher:word@host", "***********@host"],
  ["https://gopher:w@rd@host/?a=b", "https://***********@host/****"],
  ["gopher:w://rd@host", "*************@host"],
  ["https://host/?token=word", "https://host/***********"],
  ["https://host/#word", "https://host/*****"],
  [String.raw`"gopher:word\x40host"`, "*".repeat(21)],
];

for (const [text, shown] of TABLE) {
  test(`of ${text}, only what may be a credential is masked`, () => {
    const span = { start: 2, end: 2 + text.length };
    const masked = Array.from(text);
    for (const { start, end } of credentialSpans({ file: { path: "a", text: `x ${text} y` }, span })) {
      masked.fill("*", start - span.start, end - span.start);
    }
    assert.is(masked.join(""), shown);
  });
}

test.run();
