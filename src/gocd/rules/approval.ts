import type { Entry } from "../../yaml/entries.js";
import { dereference, textOf } from "../../yaml/node.js";
import { APPROVAL } from "../grammar/stage.js";
import { refuse, type Scope } from "./finding.js";
import { resolveText } from "./parameter.js";
import { checkRequired, readFields } from "./shape.js";
import { checkWord, readTexts } from "./value.js";

/** Checks `approval` of a stage: one word, or a mapping (StageTransform.addApproval, CRApproval). */
export function checkApproval(scope: Scope, stage: string, entry: Entry): void {
  const what = `"approval" of ${stage}`;
  if (typeof textOf(entry.value) === "string") {
    checkWord(scope, what, entry.value, ["manual", "success", "auto"]);
    return;
  }
  const fields = readFields(scope, what, entry.value, APPROVAL);
  if (fields === undefined) return;
  checkRequired(scope, what, entry.keyNode, fields, ["type"]);
  const type = fields.get("type");
  // The short form's `auto` does not exist here: the server knows success and manual.
  if (type !== undefined) checkWord(scope, `"type" of ${what}`, type.value, ["manual", "success"]);
  const users = fields.get("users");
  if (users !== undefined) {
    for (const user of readTexts(scope, `"users" of ${what}`, users.value)) {
      const isNull = textOf(user) === null;
      if (!isNull && resolveText(scope, `a user of ${what}`, user)?.trim() !== "") continue;
      refuse(
        scope,
        isNull ? users.keyNode : dereference(user),
        "value-empty",
        `a user of ${what} has no name`,
        {
          help: "write the name, or remove the item",
          reach: isNull ? "repo" : scope.reach,
        },
      );
    }
  }
  const roles = fields.get("roles");
  if (roles !== undefined) readTexts(scope, `"roles" of ${what}`, roles.value);
}
