import type { Diagnostic, Severity } from "../../model/diagnostic.js";
import { arrange } from "../arrange.js";
import { frameOf } from "../frame.js";
import { collectMasks, masksFor, type Masks } from "../mask.js";
import { formatPlace, nameOf } from "../text.js";
import { makeVisible } from "../visible.js";
import { markup, type Markup } from "./markup.js";

const SIGNS: Readonly<Record<Severity, readonly [sign: string, style: string]>> = {
  error: ["✗", "bad"],
  warning: ["!", "warn"],
  note: ["i", "dim"],
};

/** Returns the list of findings, in the order and with the bound of a text report, and credentials masked as there. */
export function findingsSection(diagnostics: readonly Diagnostic[]): Markup {
  const masks = collectMasks(diagnostics);
  return markup`<section aria-labelledby="findings-title">
    <h2 id="findings-title">Findings</h2>
    ${arrange(diagnostics).map((diagnostic) => finding(diagnostic, masks))}
  </section>`;
}

function finding(diagnostic: Diagnostic, masks: Masks): Markup {
  const { severity, code, message, place, help, related = [] } = diagnostic;
  const [sign, style] = SIGNS[severity];
  const frame = place && frameOf(place, masksFor(masks, place));
  return markup`<div class="finding">
    <p>
      <b class="${style}">${sign} ${severity}</b> <code>${nameOf(diagnostic)}</code>
      <span class="badge">${code}</span>
    </p>
    <p>${makeVisible(message)}</p>
    ${frame === undefined || frame.source === "" ? undefined : markup`<pre tabindex="0"><code>${frame.line} | ${frame.source}</code></pre>`}
    ${help === undefined ? undefined : markup`<p class="dim">${makeVisible(help)}</p>`}
    ${related.map((other) => markup`<p class="dim"><code>${formatPlace(other.place)}</code> ${makeVisible(other.message)}</p>`)}
  </div>`;
}
