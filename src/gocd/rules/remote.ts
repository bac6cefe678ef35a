import { dereference } from "../../yaml/node.js";
import { isOnlySpaces } from "../names.js";
import { textIn, type Fields } from "../read/fields.js";
import { reject, warn } from "../read/findings.js";
import type { MaterialKind } from "../grammar/material.js";
import { resolveText, type RuleScope } from "./parameter.js";

/** The repository of a material, with its parameters put in. */
export interface Remote {
  readonly url: string | undefined;
  readonly branch: string | undefined;
}

/** Checks URL, branch and credentials of a git, svn, hg, p4 or tfs material (ScmMaterialConfig and its kinds). */
export function checkRemote(scope: RuleScope, what: string, kind: MaterialKind, fields: Fields): Remote {
  const url = checkUrl(scope, what, kind, fields);
  const branch = checkBranch(scope, what, kind, fields, url);
  const attribute = ["username", "password", "encrypted_password"].find((key) => textIn(fields, key));
  const entry = attribute === undefined ? undefined : fields.get(attribute);
  // GoCD looks for a user in texts that Java's URI can read; `git@host:path` is not one.
  if (
    entry !== undefined &&
    (kind === "git" || kind === "hg") &&
    /^[A-Za-z][\w+.-]*:\/\/[^/@\s]+@/.test(url ?? "")
  ) {
    reject(
      scope,
      entry.keyNode,
      "material-remote",
      `${what} has credentials in its URL and under "${entry.key}"`,
      {
        help: "remove them from the URL",
      },
    );
  }
  const encrypted = fields.get("encrypted_password");
  if (fields.has("password") && encrypted !== undefined) {
    reject(
      scope,
      encrypted.keyNode,
      "material-remote",
      `${what} has both "password" and "encrypted_password"`,
      {
        help: "remove the plain one",
      },
    );
  }
  for (const key of ["username", "view", "project"]) checkNotBlank(scope, what, kind, fields, key);
  return { url, branch };
}

/** What `.` of a Java pattern does not match: UrlArgument's pattern must match the complete URL. */
const LINE_BREAK = /[\n\r\u0085\u2028\u2029]/;

/** The keys that must not be blank (P4MaterialConfig, TfsMaterialConfig). */
const NOT_BLANK: Partial<Record<MaterialKind, readonly string[]>> = {
  p4: ["view"],
  tfs: ["username", "project"],
};

function checkNotBlank(
  scope: RuleScope,
  what: string,
  kind: MaterialKind,
  fields: Fields,
  key: string,
): void {
  const entry = fields.get(key);
  const text = entry && resolveText(scope, `"${key}" of ${what}`, entry.value);
  if (entry === undefined || text === undefined || !isOnlySpaces(text) || !NOT_BLANK[kind]?.includes(key))
    return;
  reject(scope, entry.value, "value-empty", `"${key}" of ${what} is empty`, { help: "write a value" });
}

function checkUrl(scope: RuleScope, what: string, kind: MaterialKind, fields: Fields): string | undefined {
  const selected = fields.get(kind);
  const explicit = fields.get(kind === "p4" ? "port" : "url");
  if (selected !== undefined && explicit !== undefined) {
    const message = `"${kind}" of ${what} has no effect: "${explicit.key}" replaces its value`;
    warn(scope, selected.keyNode, "key-ignored", message, "remove one of the two");
  }
  const entry = explicit ?? selected;
  if (entry === undefined) return undefined;
  const url = resolveText(scope, `the URL of ${what}`, entry.value);
  if (url === undefined) return undefined;
  if (isOnlySpaces(url)) {
    const [name, help] =
      kind === "p4"
        ? ["port", "write the server's port, such as `perforce.example.com:1666`"]
        : ["URL", "write the repository's URL"];
    reject(scope, entry.value, "material-remote", `the ${name} of ${what} is empty`, { help });
  } else if (kind === "p4") {
    // p4 has a port, such as `ssl:host:1666`; AbstractMaterialConfig's pattern is for URLs.
    return url;
  } else if (LINE_BREAK.test(url)) {
    const { start, end } = dereference(entry.value);
    reject(scope, entry.value, "material-remote", `the URL of ${what} has a line break in it`, {
      help: "write it on the line of its key, without `>` or `|`",
      mask: url.includes("@") ? [{ start, end }] : [],
    });
  } else if (!/^[a-zA-Z0-9/#]/.test(url)) {
    // A URL may contain a password, so the message does not repeat it.
    const { start, end } = dereference(entry.value);
    const mask = url.includes("@") ? [{ start, end }] : [];
    reject(
      scope,
      entry.value,
      "material-remote",
      `the URL of ${what} must begin with a letter, a digit or "/"`,
      {
        help: "write it as a full URL or an absolute path",
        mask,
      },
    );
  }
  return url;
}

function checkBranch(
  scope: RuleScope,
  what: string,
  kind: MaterialKind,
  fields: Fields,
  url: string | undefined,
): string | undefined {
  const entry = fields.get("branch");
  if (entry === undefined) return undefined;
  const branch = resolveText(scope, `"branch" of ${what}`, entry.value);
  if (branch === undefined) return undefined;
  const fail = (message: string, help: string) => {
    reject(scope, entry.value, "material-remote", message, { help });
  };
  if (kind === "hg") {
    if (url?.includes("#") === true)
      fail(`${what} names a branch in its URL and under "branch"`, "remove one of the two");
    return branch;
  }
  if (kind !== "git") return branch;
  if (branch.includes("*")) {
    fail(
      `the branch "${branch}" of ${what} contains "*"`,
      "name one branch: GoCD has no patterns for branches",
    );
  } else if (branch.includes(":")) {
    const [source = "", ...rest] = branch.split(":");
    const isIncomplete = source.trim() === "" || rest.join(":").trim() === "";
    if (isIncomplete || !source.startsWith("refs/")) {
      fail(
        `GoCD does not accept the refspec "${branch}" of ${what}`,
        "write for example `refs/pull/1/head:pr-1`",
      );
    }
  }
  return branch;
}
