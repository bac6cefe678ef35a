import { addAll, type Diagnostic } from "../../model/diagnostic.js";
import type { SourceFile, Span } from "../../model/source.js";
import { checkDialect } from "../../yaml/dialect.js";
import { isInDoubt } from "../../yaml/doubt.js";
import { readGocdFile } from "../read/file.js";
import { checkFile, type RuleOptions } from "./check-file.js";
import { checkRepo } from "./check-repo.js";
import type { FileSummary } from "./summary.js";

/**
 * Checks the texts of a config repo: the YAML that GoCD rejects or reads in another way than YAML 1.2, the format, the
 * rules of each file and those of all files together. If a part of a text has no clear meaning, the format and
 * the rules are silent about it.
 */
export function checkTexts(files: readonly (SourceFile & RuleOptions)[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const findings: Diagnostic[] = [];
  const summaries: FileSummary[] = [];
  const doubts = new Map<string, readonly Span[]>();
  for (const { path, text, ...options } of files) {
    const { tree, diagnostics: problems, doubtful } = checkDialect({ path, text });
    addAll(diagnostics, problems);
    doubts.set(path, doubtful);
    if (tree === undefined) continue;
    const read = readGocdFile(tree);
    const checked = checkFile(read.file, options);
    addAll(findings, read.diagnostics);
    addAll(findings, checked.diagnostics);
    summaries.push(checked.summary);
  }
  addAll(findings, checkRepo(summaries));
  const certain = findings.filter(({ place }) => {
    return place === undefined || !isInDoubt(place.span, doubts.get(place.file.path) ?? []);
  });
  addAll(diagnostics, certain);
  return diagnostics;
}
