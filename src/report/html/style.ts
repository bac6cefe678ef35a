/** The style of the page, for light and dark screens, phones and paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --text: #1c2330; --dim: #5a6475; --line: #dfe3ea; --link: #0b5cad;
  --ok: #17703c; --warn: #8a5300; --bad: #b3261e; --soft: #eef1f5;
  --c0: #3b6fd4; --c1: #0f8a7e; --c2: #b1542a; --c3: #8450c4; --c4: #a83c6d; --c5: #5f7a1f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151c; --card: #191f29; --text: #e4e8ef; --dim: #a0abbd; --line: #2d3644; --link: #7db5f5;
    --ok: #67cf92; --warn: #f0b458; --bad: #ff8f86; --soft: #222a36;
    --c0: #7ea6f4; --c1: #4fc9bb; --c2: #e9966c; --c3: #bd95f0; --c4: #ea86b0; --c5: #abc75e;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main, header > div { max-width: 1160px; margin: 0 auto; padding: 0 24px; }
header { background: var(--card); border-bottom: 1px solid var(--line); padding: 28px 0 20px; }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 0 0 12px; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 2px; }
a:focus-visible, button:focus-visible, input:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px;
}
code { font: .87em/1.5 ui-monospace, "SFMono-Regular", "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.status { margin: 0; color: var(--dim); }
.status b { font-weight: 600; }
.ok { color: var(--ok); } .bad { color: var(--bad); } .warn { color: var(--warn); } .dim { color: var(--dim); }
dl.figures { display: flex; flex-wrap: wrap; gap: 12px; margin: 20px 0 0; }
.figures div { background: var(--soft); border-radius: 8px; padding: 8px 18px 10px; min-width: 96px; }
.figures dt { color: var(--dim); font-size: 13px; }
.figures dd { margin: 0; font-size: 24px; font-weight: 600; line-height: 1.2; font-variant-numeric: tabular-nums; }
section {
  background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 24px 0; padding: 20px 24px;
}
form { display: flex; align-items: baseline; flex-wrap: wrap; gap: 10px; margin: 0 0 14px; }
form[hidden], tr[hidden] { display: none; }
input {
  font: inherit; color: inherit; background: var(--page); border: 1px solid var(--dim); border-radius: 6px;
  padding: 6px 10px; width: 280px; max-width: 100%;
}
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 9px 18px 9px 0; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-size: 13px; font-weight: 600; white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
tbody tr:target { background: var(--soft); }
th button { all: unset; cursor: pointer; font: inherit; }
th button::after { content: "↕"; opacity: .45; padding-left: 5px; }
th[aria-sort] button { color: var(--text); }
th[aria-sort="ascending"] button::after { content: "↑"; opacity: 1; }
th[aria-sort="descending"] button::after { content: "↓"; opacity: 1; }
td { overflow-wrap: anywhere; }
#packages th:nth-child(-n + 2) { width: 27%; } #packages th:nth-child(n + 3):not(:last-child) { width: 18%; }
td strong { font-weight: 600; }
.badge { border-radius: 99px; font-size: 12px; font-weight: 600; padding: 1px 9px; background: var(--soft); white-space: nowrap; }
ul.plain { list-style: none; margin: 0; padding: 0; }
ul.names { display: flex; flex-wrap: wrap; gap: 0 12px; }
.scroll { overflow-x: auto; }
.picture { display: block; margin: 0 auto; max-width: none; }
.picture text { font: 12px ui-monospace, "SFMono-Regular", "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: var(--text); }
.picture .tag { font: inherit; fill: var(--dim); }
.picture a { text-decoration: none; }
.picture a:hover text, .picture a:focus text { text-decoration: underline; }
.picture path { fill: none; stroke-width: 1.6; opacity: .55; }
.picture rect { fill: var(--dim); }
.picture.focused path, .picture.focused .node { opacity: .13; }
.picture.focused path.on, .picture.focused .node.on { opacity: 1; }
.picture path.on { stroke-width: 2.4; }
.c0 { --c: var(--c0); } .c1 { --c: var(--c1); } .c2 { --c: var(--c2); }
.c3 { --c: var(--c3); } .c4 { --c: var(--c4); } .c5 { --c: var(--c5); }
path[class] { stroke: var(--c); } circle { fill: var(--c); }
details { border-top: 1px solid var(--line); }
details:first-of-type { border-top: 0; }
details > div { padding: 0 0 14px; content-visibility: auto; contain-intrinsic-size: auto 300px; }
summary { cursor: pointer; padding: 9px 0; }
.finding { border-top: 1px solid var(--line); padding: 12px 0; }
.finding:first-child { border-top: 0; padding-top: 0; }
.finding p { margin: 4px 0; overflow-wrap: anywhere; }
.finding pre { font: inherit; background: var(--soft); border-radius: 6px; margin: 8px 0; overflow-x: auto; padding: 8px 12px; }
footer { color: var(--dim); font-size: 13px; padding: 0 0 32px; }
@media (max-width: 640px) {
  main, header > div { padding: 0 16px; }
  section { padding: 16px; }
  .figures div { flex: 1 1 90px; padding: 8px 14px 10px; }
  table, tbody, tr, td { display: block; }
  thead { display: none; }
  td, td:last-child { border: 0; padding: 2px 0; }
  td[data-label]:not(:first-child)::before { content: attr(data-label) " "; color: var(--dim); font-size: 13px; }
  tbody tr { border-bottom: 1px solid var(--line); padding: 10px 0; }
  tbody tr:last-child { border-bottom: 0; }
}
@media print {
  :root { --page: #fff; --card: #fff; --text: #000; --dim: #444; --line: #bbb; --soft: #fff; --link: #000; }
  body { font-size: 11px; }
  section { border: 0; margin: 12px 0; padding: 0; }
  form, footer { display: none; }
  th button::after { content: ""; }
  tr, .finding { break-inside: avoid; }
  .scroll { overflow: visible; }
  .badge { font-size: 10px; padding: 0; }
  .picture { max-width: 100%; height: auto; }
}
`;
