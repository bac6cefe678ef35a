import { shortDigest } from "../../model/image.js";
import { markup, tableMarkup, type Markup } from "./markup.js";
import type { PageContent } from "./content.js";

/** The number of pipelines of a package that are listed before the others are folded. */
const LISTED = 6;

/**
 * Returns the table of packages. `numbers` are the numbers of the pipelines in the anchors of their variables.
 */
export function packagesSection(
  { packages, hasNewest }: PageContent,
  numbers: ReadonlyMap<string, number>,
): Markup {
  const headers = ["Package", "Image", "Pinned tag", ...(hasNewest ? ["Newest tag"] : []), "Pipelines"];
  const cell = (label: string, content: Markup, key?: string) =>
    markup`<td role="cell" data-label="${label}" ${key === undefined ? undefined : markup`data-key="${key}"`}>
      ${content}
    </td>`;
  const rows = packages.map((pkg, index) => {
    const { package: key, image, tag, digest, policy, tagFilter, isHeld, newest } = pkg;
    const filter = tagFilter === "" ? undefined : markup` <code>${tagFilter}</code>`;
    const held = isHeld ? markup` <span class="badge">held</span>` : undefined;
    const pinned = markup`<code>${tag ?? "none"}</code>${held}${digest && markup`<br /><code class="dim" title="${digest}">${shortDigest(digest)}</code>`}`;
    const jump =
      newest?.jump === undefined ? undefined : markup` <span class="badge warn">${newest.jump}</span>`;
    return markup`<tr role="row" id="package-${index}">
      ${cell("Package", markup`<strong>${key}</strong><br /><span class="dim">${policy}${filter}</span>`, key)}
      ${cell("Image", markup`<code>${image}</code>`)}
      ${cell("Pinned tag", pinned, tag ?? "")}
      ${hasNewest ? cell("Newest tag", markup`<code>${newest?.tag ?? "unknown"}</code>${jump}`, newest?.tag ?? "") : undefined}
      ${cell("Pipelines", pipelineList(pkg.pipelines, numbers), String(pkg.pipelines.length))}
    </tr>`;
  });
  return markup`<section id="packages" aria-labelledby="packages-title">
    <h2 id="packages-title">Packages</h2>
    <form hidden role="search">
      <label for="filter">Filter</label>
      <input id="filter" type="search" placeholder="package, image, tag or pipeline" autocomplete="off" />
      <span id="count" class="dim" role="status"></span>
    </form>
    ${tableMarkup(markup`aria-labelledby="packages-title"`, headers, rows)}
  </section>`;
}

function pipelineList(names: readonly string[], numbers: ReadonlyMap<string, number>): Markup {
  const items = names.map((name) => markup`<li><a href="#pipeline-${numbers.get(name)}">${name}</a></li>`);
  const listed = markup`<ul class="plain names">
    ${items.slice(0, LISTED)}
  </ul>`;
  const others = items.length - LISTED;
  if (others <= 0) return listed;
  return markup`${listed}
    <details>
      <summary>${others} more</summary>
      <ul class="plain names">
        ${items.slice(LISTED)}
      </ul>
    </details>`;
}
