/** JSON Schema of one option of a policy: a text, true or false, or one of some words. */
type OptionSchema =
  | { readonly description: string; readonly type: "string"; readonly pattern: string }
  | { readonly description: string; readonly type: "boolean"; readonly default: boolean }
  | { readonly description: string; readonly enum: readonly string[]; readonly default: string };

/** A row of the table of policies. Its code is in `pin/policies.ts`, under the same name. */
interface PolicyEntry {
  /** Completes the sentence "the latest tag is ...". The docs, the help texts and the JSON Schema show it. */
  readonly latest: string;
  /** The value of `policy:`, as YAML on one line. */
  readonly example: string;
  /** Whether the text of a tag (or of the group that `extract` names) is compared, or the date of its image. */
  readonly compares: "text" | "date";
  readonly options: Readonly<Record<string, OptionSchema>>;
  /** The options that must be set; a policy with such options has no short form. */
  readonly required: readonly string[];
}

// What every policy that compares text accepts.
const COMPARISON = {
  extract: {
    description:
      "The groups of tag_filter to compare: $1, $name, ${name}, or several with other text, such as $1.$2.",
    type: "string",
    pattern: "\\$",
  },
  pick: {
    description: "Which end of the order is the latest.",
    enum: ["highest", "lowest"],
    default: "highest",
  },
} as const;

/**
 * The policies, which decide which of the matching tags is the latest. A new policy needs a row here and an order in
 * `pin/policies.ts`; the JSON Schema, the reader, the lock, the help texts and the docs follow from the row.
 */
export const POLICIES = {
  natural: {
    latest:
      "the highest if runs of digits compare as numbers and everything else by character: the order of the GoCD plugin",
    example: "natural",
    compares: "text",
    options: COMPARISON,
    required: [],
  },
  semver: {
    latest:
      "the highest version in `range`; a leading `v` and missing parts are allowed, pre-releases need `prereleases: true`",
    example: '{ semver: { range: ">=1.2 <2", prereleases: false } }',
    compares: "text",
    options: {
      range: {
        description: "The versions that count, in the grammar of node-semver.",
        type: "string",
        pattern: "\\S",
      },
      prereleases: { description: "Whether pre-releases count.", type: "boolean", default: false },
      ...COMPARISON,
    },
    required: [],
  },
  numerical: {
    latest: "the largest number, of any size; decimals are allowed",
    example: '{ numerical: { extract: "$ts", pick: highest } }',
    compares: "text",
    options: COMPARISON,
    required: [],
  },
  alphabetical: {
    latest: "the last in the order of characters (UTF-16 code units)",
    example: "alphabetical",
    compares: "text",
    options: COMPARISON,
    required: [],
  },
  calver: {
    latest: "the latest date that `format` reads: `YYYY.MM.DD`, `YYYYMMDD`, `YYYY.0M.MICRO` and so on",
    example: "{ calver: { format: YYYY.MM.DD } }",
    compares: "text",
    options: {
      format: {
        description: "How the date is written, such as YYYY.MM.DD, YYYYMMDD or YYYY.0M.MICRO.",
        type: "string",
        pattern: "\\S",
      },
      ...COMPARISON,
    },
    required: ["format"],
  },
  newest: {
    latest:
      "the tag whose image for `platform` was built last: `created` of the image config; images without a date are skipped",
    example: "newest",
    compares: "date",
    options: {},
    required: [],
  },
} as const satisfies Readonly<Record<string, PolicyEntry>>;

/** The name of a policy: a key of the table. */
export type PolicyName = keyof typeof POLICIES;

type OptionValue<Schema> = Schema extends { readonly enum: readonly (infer Word)[] }
  ? Word
  : Schema extends { readonly type: "boolean" }
    ? boolean
    : string;

type Options<Name extends PolicyName> = {
  readonly [Key in keyof (typeof POLICIES)[Name]["options"]]?: OptionValue<
    (typeof POLICIES)[Name]["options"][Key]
  >;
} & { readonly [Key in (typeof POLICIES)[Name]["required"][number]]: string };

/** How `extract` and `pick` restrict and reverse the order; both are absent if the policy compares dates. */
interface Comparison {
  readonly extract?: string;
  readonly pick?: "highest" | "lowest";
}

/** A policy with its options, by its name. */
export type PolicyOf<Name extends PolicyName> = { readonly kind: Name } & Options<Name> & Comparison;

/** Which of the matching tags is the latest. */
export type Policy = { readonly [Name in PolicyName]: PolicyOf<Name> }[PolicyName];

/** All policies, in the order of the table. */
export const POLICY_NAMES: readonly PolicyName[] = Object.keys(POLICIES).filter((name) => isPolicyName(name));

/** Whether the policy compares when images were built, instead of texts. */
export function comparesDates({ kind }: Policy): boolean {
  return entryOf(kind).compares === "date";
}

/**
 * Returns the policy that `written` declares: its name, or a mapping from its name to its options or null. The caller
 * has checked `written` with `policySchema()`. Without a policy, `natural` applies.
 */
export function readPolicy(written: string | object | undefined): Policy {
  const byName: Readonly<Record<string, unknown>> =
    typeof written === "object" ? { ...written } : { [written ?? "natural"]: null };
  const [kind = "", options] = Object.entries(byName)[0] ?? [];
  const policy = { kind, ...(typeof options === "object" && options) };
  if (!isPolicy(policy)) throw new Error(`the schema admits the policy "${kind}", which does not exist`);
  return policy;
}

/** Returns the JSON Schema (draft-07, without references) of the value of `policy:`. */
export function policySchema(): object {
  const options = POLICY_NAMES.map((name): [string, object] => [name, optionsSchema(name)]);
  return {
    title: "Policy",
    description: "Which of the matching tags is the latest.",
    type: ["string", "object"],
    // Editors offer the policies without a short form from here.
    defaultSnippets: POLICY_NAMES.filter((name) => entryOf(name).required.length > 0).map((name) => ({
      label: name,
      bodyText: entryOf(name).example,
    })),
    oneOf: [
      { enum: POLICY_NAMES.filter((name) => entryOf(name).required.length === 0) },
      {
        type: "object",
        additionalProperties: false,
        minProperties: 1,
        maxProperties: 1,
        properties: Object.fromEntries(options),
      },
    ],
  };
}

function optionsSchema(name: PolicyName): object {
  const { latest, options, required } = entryOf(name);
  return {
    title: `Policy ${name}`,
    description: `The latest tag is ${latest}.`,
    type: required.length > 0 ? "object" : ["object", "null"],
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    ...(Object.keys(options).length > 0 && {
      properties: Object.fromEntries(
        Object.entries(options).map(([option, schema]) => [option, { title: option, ...schema }]),
      ),
    }),
  };
}

function entryOf(name: PolicyName): PolicyEntry {
  return POLICIES[name];
}

/** Returns a policy with its options in one line: `semver range ^1.2, prereleases true`. */
export function describePolicy({ kind, ...options }: Policy): string {
  const texts = Object.entries(options).map(([name, value]) => ` ${name} ${String(value)}`);
  return `${kind}${texts.join(",")}`;
}

/** Whether `name` is the name of a policy. */
export function isPolicyName(name: string): name is PolicyName {
  return Object.hasOwn(POLICIES, name);
}

// The schema has checked the options.
function isPolicy(value: { readonly kind: string }): value is Policy {
  return isPolicyName(value.kind);
}
