/**
 * The script of the page. Without it, the page shows the same: it adds the filter and the sorting of the table, opens the
 * variables that a link leads to, and highlights lines of the picture.
 */
export const SCRIPT = `"use strict";
const table = document.querySelector("#packages table");
if (table !== null) {
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const search = document.querySelector("#filter");
  const count = document.querySelector("#count");
  search.closest("form").hidden = false;
  search.form.addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\\s+/);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = shown + " of " + rows.length + (rows.length === 1 ? " package" : " packages");
  });
  const { compare } = new Intl.Collator("en", { numeric: true });
  const headers = Array.from(table.tHead.rows[0].cells);
  for (const [index, header] of headers.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => {
      const direction = header.ariaSort === "ascending" ? -1 : 1;
      for (const other of headers) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
      const key = (row) => row.cells[index].dataset.key ?? row.cells[index].textContent.trim();
      rows.sort((a, b) => direction * compare(key(a), key(b)));
      body.append(...rows);
    });
  }
}
const openTarget = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
};
addEventListener("hashchange", openTarget);
openTarget();
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
const picture = document.querySelector(".picture");
if (picture !== null) {
  const edges = Array.from(picture.querySelectorAll("path"));
  const nodes = Array.from(picture.querySelectorAll(".node"));
  const highlight = (node) => {
    const { image, pipeline } = node?.dataset ?? {};
    const on = new Set([node]);
    for (const edge of edges) {
      if (image === undefined ? edge.dataset.pipeline !== pipeline : edge.dataset.image !== image) continue;
      on.add(edge);
      for (const other of nodes) {
        const { dataset } = other;
        if (dataset.image === undefined ? dataset.pipeline === edge.dataset.pipeline : dataset.image === edge.dataset.image)
          on.add(other);
      }
    }
    picture.classList.toggle("focused", node !== null);
    for (const part of [...edges, ...nodes]) part.classList.toggle("on", on.has(part));
  };
  for (const type of ["mouseover", "focusin"])
    picture.addEventListener(type, (event) => highlight(event.target.closest(".node")));
  for (const type of ["mouseleave", "focusout"]) picture.addEventListener(type, () => highlight(null));
}
`;
