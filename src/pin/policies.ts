import { quoteText } from "../model/diagnostic.js";
import type { Policy, PolicyName, PolicyOf } from "../model/policies.js";
import { parseCalverFormat, calverOrder } from "./calver.js";
import { newestOrder, type CreatedTimes } from "./dating.js";
import { NATURAL } from "./natural.js";
import { NUMERICAL } from "./numerical.js";
import { ALPHABETICAL, type Order, type RuleProblem } from "./order.js";
import { findRangeError, semverOrder } from "./semver.js";

/** What a policy does, in addition to its row in `model/policies.ts`. */
interface PolicyCode<P> {
  /** Returns the errors in the options that their JSON Schema cannot detect. */
  check?(policy: P): RuleProblem | undefined;
  /** Returns the order of texts; `created` has the dates of the tags if the policy compares dates. */
  order(policy: P, created: CreatedTimes): Order<unknown>;
}

const POLICY_CODE: { readonly [Name in PolicyName]: PolicyCode<PolicyOf<Name>> } = {
  natural: { order: () => NATURAL },
  semver: { check: ({ range }) => checkRange(range), order: semverOrder },
  numerical: { order: () => NUMERICAL },
  alphabetical: { order: () => ALPHABETICAL },
  calver: {
    check: ({ format }) => checkFormat(format),
    order({ format }) {
      const parsed = parseCalverFormat(format);
      return calverOrder(parsed.ok ? parsed.parts : []);
    },
  },
  newest: { order: (_, created) => newestOrder(created) },
};

/** Returns what is wrong with the options of a policy; undefined if they are valid. */
export function checkPolicy(policy: Policy): RuleProblem | undefined {
  return codeOf(policy).check?.(policy);
}

/** Returns the order of a policy that `checkPolicy` accepts. `created` is used only if the policy compares dates. */
export function orderOf(policy: Policy, created: CreatedTimes): Order<unknown> {
  return codeOf(policy).order(policy, created);
}

function codeOf({ kind }: Policy): PolicyCode<Policy> {
  return POLICY_CODE[kind];
}

function checkRange(range: string | undefined): RuleProblem | undefined {
  const error = range === undefined ? undefined : findRangeError(range);
  return (
    error && {
      field: "range",
      index: error.index,
      message: `range ${quoteText(error.text)} is not a range of versions`,
      help: range?.endsWith("-0")
        ? "remove the `-0` and set `prereleases: true`, which makes pre-releases count"
        : "use the operators of node-semver: ^1.2, ~1.2, >=1.2 <2, 1.2 - 1.4, 1.x, joined by ||",
    }
  );
}

function checkFormat(text: string): RuleProblem | undefined {
  const format = parseCalverFormat(text);
  if (format.ok) return undefined;
  const { index, message } = format.problem;
  return {
    field: "format",
    index,
    message: `format ${quoteText(text)} cannot be used: ${message}`,
    help: "use YYYY YY 0Y MM 0M WW 0W DD 0D MAJOR MINOR MICRO MODIFIER, and . _ - or lower-case letters between them",
  };
}
