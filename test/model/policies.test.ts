import { test } from "uvu";
import * as assert from "uvu/assert";
import { readProject } from "../../src/files/project.js";
import { isPolicyName, POLICIES, POLICY_NAMES, readPolicy } from "../../src/model/policies.js";

function readPackage(policy: string) {
  const text = `package_repositories:
  Docker:
    registry_url: https://registry.example.com
    packages: { app: { tag_filter: '^(?<ts>\\d+)$', policy: ${policy} } }
`;
  const { project, diagnostics } = readProject({ path: "gocd-pin.yaml", text });
  return { policy: project.declarations[0]?.packages[0]?.rule.policy, diagnostics };
}

test("the example of every policy is valid in a project file, and names the policy", () => {
  for (const name of POLICY_NAMES) {
    const { policy, diagnostics } = readPackage(POLICIES[name].example);
    assert.equal(diagnostics, [], name);
    assert.is(policy?.kind, name);
  }
});

test("a policy without required options has a short form", () => {
  for (const name of POLICY_NAMES) {
    const { policy, diagnostics } = readPackage(name);
    if (POLICIES[name].required.length > 0) {
      assert.equal(
        diagnostics.map(({ code, help }) => [code, help]),
        [["project-invalid", `write ${POLICIES[name].example}`]],
      );
    } else assert.equal(policy, { kind: name });
  }
});

test("without a policy, natural applies; null means no options", () => {
  assert.equal(readPolicy(undefined), { kind: "natural" });
  assert.equal(readPolicy({ semver: null }), { kind: "semver" });
  assert.equal(readPolicy({ semver: { range: "^1" } }), { kind: "semver", range: "^1" });
  assert.not(isPolicyName("toString"));
});

test.run();
