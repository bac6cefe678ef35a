import { test } from "uvu";
import * as assert from "uvu/assert";
import { locatePins, readLock } from "../../src/files/lock.js";
import { readProject } from "../../src/files/project.js";
import { mergePins } from "../../src/workspace/merge-pins.js";

/** A pin as lines of a lock. */
const pin = (tag: string, { filter = "^1", policy = "natural", digest = "false" } = {}) => `  Docker/app:
    registry_url: https://registry.example.com
    image: app
    tag_filter: '${filter}'
    policy: ${policy}
    tag: ${tag}
    digest: ${digest}
`;

/** Merges the pins of both sides. Returns the known tag, whether it is valid, and the message of the notice. */
function merge(
  ours: string,
  theirs: string,
  { filter = "^1", policy = "natural", keys = "digest: false" } = {},
) {
  const project = `package_repositories:
  Docker:
    registry_url: https://registry.example.com
    packages: {app: {tag_filter: '${filter}', policy: ${policy}, ${keys}}}
`;
  const { project: declared, diagnostics } = readProject({ path: "gocd-pin.yaml", text: project });
  assert.equal(diagnostics, []);
  const pkg = declared.declarations[0]?.packages[0];
  const text = `version: 1\npins:\n<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> topic\n`;
  const file = { path: "gocd-pin.lock", text };
  const { pins, conflict, diagnostics: problems } = readLock(file);
  assert.equal(problems, []);
  if (pkg === undefined || conflict === undefined) throw new Error("there is no conflict to merge");
  const sides = { ours: pins, theirs: conflict.theirs, names: conflict.names };
  const { known, isPinned, notice, edit } = mergePins(pkg, sides, locatePins(file));
  const message = notice?.message.replace('"Docker/app": ', "");
  return { tag: known?.tag, isPinned, message, isQueried: !isPinned || edit !== undefined };
}

test("the higher tag of two that fit is used, whichever side it is on", () => {
  const higher = 'the tag "1.12" of "HEAD" is used, which is higher than "1.9" of "topic"';
  assert.equal(merge(pin("1.12"), pin("1.9")), {
    tag: "1.12",
    isPinned: true,
    message: higher,
    isQueried: false,
  });
  assert.equal(merge(pin("1.9"), pin("1.12")), {
    tag: "1.12",
    isPinned: true,
    message: 'the tag "1.12" of "topic" is used, which is higher than "1.9" of "HEAD"',
    isQueried: false,
  });
});

test("a pin that is equal on both sides, or that one side alone has, needs no notice", () => {
  const expected = { tag: "1.9", isPinned: true, message: undefined, isQueried: false };
  assert.equal(merge(pin("1.9"), pin("1.9")), expected);
  assert.equal(merge(pin("1.9"), pin("1.9").replace("app:", "other:")), expected);
  assert.equal(merge(pin("1.9").replace("app:", "other:"), pin("1.9")), expected);
});

test("the side that fits the present declaration is used, even if it is lower", () => {
  const { tag, isPinned, message } = merge(pin("1.12", { filter: "^2" }), pin("1.9"));
  assert.equal([tag, isPinned], ["1.9", true]);
  assert.match(message ?? "", 'because the declaration of the package does not match "1.12" of "HEAD"');
});

test("a tag that the rule does not accept is not used, although git merged it with the rule", () => {
  const { tag, message } = merge(pin("1.9"), pin("2.0"));
  assert.is(tag, "1.9");
  assert.match(message ?? "", 'does not match "2.0" of "topic"');
});

test("if the policy cannot compare the tags, the registry is queried", () => {
  const { isPinned, isQueried, message } = merge(
    pin("latest", { filter: "", policy: "semver" }),
    pin("nightly", { filter: "", policy: "semver" }),
    { filter: "", policy: "semver" },
  );
  assert.equal([isPinned, isQueried], [false, true]);
  assert.match(message ?? "", 'cannot compare "latest" of "HEAD" with "nightly" of "topic"');
});

test("of two digests of one tag, the registry decides", () => {
  const digest = (digit: string) => ({ digest: `sha256:${digit.repeat(64)}` });
  const { tag, isQueried, message } = merge(pin("1.9", digest("1")), pin("1.9", digest("2")), { keys: "" });
  assert.equal([tag, isQueried], ["1.9", true]);
  assert.match(message ?? "", 'both sides of the merge have the tag "1.9", with different digests');
});

test.run();
