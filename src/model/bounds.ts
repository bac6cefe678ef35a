/** A limit beyond which gocd-pin stops with an error, so that no input makes it use unlimited memory or time. */
export interface Bound {
  /** The largest value that is allowed. */
  readonly value: number;
  /** The message for a larger value. */
  readonly message: string;
  /** The command line option that changes the value, if there is one. */
  readonly option?: string;
}

const MIB = 1024 * 1024;

/** Every bound by name. docs/security.md shows this table. */
export const BOUNDS = {
  fileBytes: { value: 16 * MIB, message: "it is larger than 16 MiB" },
  manifestBytes: { value: 256 * MIB, message: "it is larger than 256 MiB" },
  certificateFiles: { value: 10_000, message: "it has more than 10,000 files" },
  certificateBytes: { value: MIB, message: "it is larger than 1 MiB" },
  yamlValues: {
    value: 2_000_000,
    message: "the file has more than 2,000,000 values if all aliases are expanded",
  },
  yamlDepth: {
    value: 1000,
    message: "found more than 1,000 levels of nested collections, which overflow the stack of GoCD's reader",
  },
  packages: { value: 20_000, message: "more than 20,000 packages and package repositories are declared" },
  pins: { value: 40_000, message: "the lock has more than 40,000 pins" },
  conflicts: { value: 20_000, message: "the file has more than 20,000 merge conflicts" },
  sources: { value: 20_000, message: "`sources` matches more than 20,000 files" },
  sourceBytes: {
    value: 64 * MIB,
    message: "this file and the previous ones are larger than 64 MiB in total",
  },
  globLength: { value: 1000, message: "the glob is longer than 1,000 characters" },
  globWildcards: { value: 100, message: "the glob has more than 100 wildcards" },
  globAlternatives: { value: 1000, message: "the globs have more than 1,000 alternatives in braces" },
  searchSteps: { value: 100_000_000, message: "searching for sources takes too many steps" },
  searchLinks: { value: 1000, message: "searching for sources follows more than 1,000 links" },
  patternLength: { value: 4000, message: "the pattern is longer than 4,000 characters" },
  patternGroups: { value: 200, message: "more than 200 groups are nested" },
  patternClasses: { value: 100, message: "more than 100 character classes are nested" },
  patternCalls: { value: 5000, message: "a pattern repeats groups too often for a tag" },
  patternSteps: { value: 1_000_000, message: "a pattern needs more than 1,000,000 steps for one tag" },
  listSteps: {
    value: 5_000_000,
    message: "a pattern needs more than 5,000,000 steps and 250 for each tag of the list",
  },
  extractLength: { value: 200, message: "extract is longer than 200 characters" },
  extractGroups: { value: 10, message: "extract names more than 10 groups" },
  tags: { value: 1_000_000, message: "it has more than 1,000,000 tags" },
  allTags: { value: 5_000_000, message: "the tag lists of a run have more than 5,000,000 tags" },
  tagPages: { value: 10_000, message: "it has more pages than allowed", option: "--max-pages" },
  tagListBytes: { value: 32 * MIB, message: "it has more bytes than allowed", option: "--max-bytes" },
  pageValues: { value: 2_000_000, message: "a page of a tag list has more than 2,000,000 values" },
  tagQueries: { value: 200, message: "gocd-pin stops after 200 queries about the tags of one image" },
  documentBytes: {
    value: 8 * MIB,
    message: "a manifest, image config or token response is larger than 8 MiB",
  },
  serverBytes: { value: 16 * MIB, message: "a response of a GoCD server is larger than 16 MiB" },
  serverValues: {
    value: 1_000_000,
    message: "a response of a GoCD server has more than 1,000,000 values",
  },
  serverErrors: { value: 500, message: "gocd-pin reports the first 500 errors of a GoCD server" },
  sentBytes: {
    value: 64 * MIB,
    message: "the files that are sent to a GoCD server are larger than 64 MiB in total",
  },
  headerBytes: { value: 16 * 1024, message: "the headers of a response are larger than 16 KiB" },
  interimResponses: {
    value: 100,
    message: "a server sends more than 100 interim responses (status 1xx) before its response",
  },
  redirects: { value: 10, message: "a registry redirects more than 10 times" },
  helperSeconds: { value: 10, message: "a credential helper did not answer within 10 seconds" },
  helperBytes: { value: 64 * 1024, message: "a credential helper wrote more than 64 KiB" },
  messageLength: { value: 2000, message: "a message shows the start of each longer text" },
  findings: { value: 1000, message: "a report shows at most 1,000 findings" },
} as const satisfies Readonly<Record<string, Bound>>;
