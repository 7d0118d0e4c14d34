/** The page's style sheet: light or dark as the reader's system is set; no font, image or address from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1f2933; --soft: #52606d; --line: #e3e8ee; --card: #f7f9fb; --accent: #005f96; --good: #00664b; --bad: #a63f00; --pick: #0072b233; --changed: #fff3cd; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14191f; --ink: #e4e9ee; --soft: #a3afbb; --line: #303a44; --card: #1b222a; --accent: #6cbcec; --good: #4cd3ac; --bad: #ff9a5c; --pick: #6cbcec40; --changed: #4a3d12; }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1760px; margin: 0 auto; padding: 28px 24px 56px; }
h1 { font-size: 27px; line-height: 1.2; margin: 0 0 10px; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 40px 0 12px; }
h3 { font-size: 15px; margin: 2px 8px 0; overflow-wrap: anywhere; }
section { scroll-margin-top: 12px; }
.lead { font-size: 18px; max-width: 62em; margin: 0 0 14px; }
.answers div { display: grid; grid-template-columns: 7em 1fr; margin: 0 0 8px; }
.answers dt { font-weight: 600; }
.answers dd { margin: 0; }
.tiles dd small { font-size: 13px; font-weight: 400; }
.facts { margin: 0 0 18px; padding-left: 22px; max-width: 68em; }
nav { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0 0 20px; padding: 8px 0; border-block: 1px solid var(--line); font-size: 13.5px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 215px), 1fr)); gap: 12px; margin: 0 0 20px; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 9px; padding: 11px 14px; }
.tiles dt { color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
.tiles dd { margin: 0; font-size: 20px; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles dd.more { font-size: 13px; font-weight: 400; color: var(--soft); }
#bar { position: sticky; top: 0; z-index: 3; display: flex; flex-wrap: wrap; align-items: center; gap: 6px 8px; margin: 0 0 12px; padding: 8px 0; background: var(--paper); border-bottom: 1px solid var(--line); font-size: 13.5px; }
#bar output { font-weight: 600; margin-right: auto; font-variant-numeric: tabular-nums; }
button, select, input { font: inherit; color: inherit; }
#bar button, .moment { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 3px 10px; cursor: pointer; }
#bar button:disabled { color: var(--soft); cursor: default; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 18px; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 9px; padding: 10px 12px 12px; min-width: 0; }
figure.wide { grid-column: 1 / -1; }
.plot { position: relative; height: 310px; }
.plot canvas { touch-action: pan-y; }
.cursor { position: absolute; width: 0; border-left: 1px solid var(--soft); pointer-events: none; }
.picked { position: absolute; background: var(--pick); pointer-events: none; }
#tip { position: fixed; z-index: 9; max-width: min(420px, 92vw); padding: 8px 11px; border-radius: 7px; background: #1f2933; color: #ffffff; font-size: 13px; white-space: pre-line; pointer-events: none; }
figcaption { color: var(--soft); font-size: 13px; padding: 6px 8px 0; }
.choose { float: right; font-size: 13px; color: var(--soft); margin: 0 8px; }
.choose select, .filter input { background: var(--paper); border: 1px solid var(--soft); border-radius: 6px; padding: 2px 7px; }
.filter { display: block; margin: 12px 0 8px; font-size: 13.5px; color: var(--soft); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 9px; margin: 0 0 12px; }
.scroll.long { max-height: 560px; overflow-y: auto; }
.long thead th { position: sticky; top: 0; z-index: 1; }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px; text-align: right; white-space: nowrap; border-top: 1px solid var(--line); }
thead th { white-space: normal; border-top: 0; background: var(--card); vertical-align: bottom; }
thead button { all: unset; cursor: pointer; font-weight: 600; }
thead button::after { content: " \\2195"; color: var(--soft); font-weight: 400; }
[aria-sort=ascending] button::after { content: " \\2191"; color: inherit; }
[aria-sort=descending] button::after { content: " \\2193"; color: inherit; }
:focus-visible, thead button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
th:first-child, td:first-child, .text { text-align: left; }
td.wrap, th.wrap { white-space: normal; overflow-wrap: anywhere; min-width: min(16em, 40vw); }
table.many td { white-space: normal; }
table.many td.wrap { min-width: 7em; }
tbody th { font-weight: 500; }
.scroll th:first-child { position: sticky; left: 0; background: var(--paper); z-index: 1; }
.scroll thead th:first-child { background: var(--card); z-index: 2; }
tbody th.part { padding-left: 30px; color: var(--soft); font-weight: 400; }
tbody tr:hover > * { background: var(--card); }
.unit { color: var(--soft); font-weight: 400; }
.difference { display: block; white-space: normal; font-size: 12.5px; color: var(--soft); }
.good { color: var(--good); }
.bad { color: var(--bad); }
td.changed { background: var(--changed); font-weight: 600; }
a { color: var(--accent); }
code { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
td code { white-space: nowrap; }
td.wrap code, th.wrap code { white-space: pre-wrap; }
.command { display: block; padding: 10px 14px; background: var(--card); border: 1px solid var(--line); border-radius: 9px; margin: 0 0 14px; user-select: all; }
.command .line { display: block; padding-left: 2ch; text-indent: -2ch; }
.command .line span { display: inline-block; max-width: 100%; text-indent: 0; }
summary { cursor: pointer; margin: 0 0 10px; color: var(--accent); }
details > summary + .scroll { margin-top: 4px; }
.note { max-width: 90em; color: var(--soft); font-size: 13px; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 1000px) { td { white-space: normal; } }
@media screen and (max-width: 600px) {
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards, .cards tbody { display: block; }
  .cards tr { display: block; padding: 6px 10px; border-top: 1px solid var(--line); }
  .cards tr:first-child { border-top: 0; }
  .cards tr[hidden] { display: none; }
  .cards th, .cards td { display: flex; justify-content: space-between; gap: 0 10px; border-top: 0; padding: 2px 0; white-space: normal; text-align: right; min-width: 0; }
  .cards th:first-child { display: block; position: static; text-align: left; font-weight: 600; }
  .cards td.text, .cards td.wrap { text-align: right; }
  .cards td::before { content: attr(data-head); color: var(--soft); text-align: left; margin-right: auto; max-width: 50%; }
  .cards td:empty { display: none; }
  .cards td { flex-wrap: wrap; }
  .cards td .difference { flex-basis: 100%; }
  .cards th[data-head]::before { content: attr(data-head) " "; }
  .cards td.changed { background: none; }
}
@media (max-width: 600px) { main { padding: 18px 12px 40px; } .lead { font-size: 16.5px; } .answers div { display: block; } .tiles { grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); } .tiles dd { font-size: 19px; } .choose { float: none; display: block; margin-bottom: 4px; } figure { padding: 8px 6px 10px; } }
@media print {
  :root { color-scheme: light; --paper: #ffffff; --ink: #1f2933; --soft: #52606d; --line: #d5dbe1; --card: #ffffff; --accent: #005f96; --good: #00664b; --bad: #a63f00; --changed: #fff3cd; }
  nav, #bar, .screen, .filter, .choose, .cursor, #tip { display: none !important; }
  body { font-size: 12px; }
  main { max-width: none; padding: 0; }
  .scroll, .scroll.long { overflow: visible; max-height: none; }
  .long thead th { position: static; }
  th, td { white-space: normal; padding: 4px 6px; }
  table.many { font-size: 10px; }
  .many th, .many td { padding: 3px 4px; }
  table .difference { font-size: 0.92em; }
  td.wrap, th.wrap, table.many td.wrap { min-width: 0; }
  td code { white-space: pre-wrap; }
  .plot { height: auto !important; }
  .plot canvas { width: 100% !important; height: auto !important; }
  figure, .tiles div, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  thead button::after { content: ""; }
  .scroll th:first-child { position: static; }
}
`;
