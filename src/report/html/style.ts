/** The page's style sheet: light and dark after the reader's system; no font, image or address from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1f2933; --soft: #52606d; --line: #e3e8ee; --card: #f7f9fb; --accent: #0072b2; --good: #00664b; --bad: #a63f00; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14191f; --ink: #e4e9ee; --soft: #a3afbb; --line: #303a44; --card: #1b222a; --accent: #6cbcec; --good: #4cd3ac; --bad: #ff9a5c; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 28px 24px 56px; }
h1 { font-size: 27px; line-height: 1.2; margin: 0 0 10px; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 40px 0 12px; }
.lead { font-size: 18px; max-width: 62em; margin: 0 0 22px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); gap: 12px; margin: 0; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 9px; padding: 11px 14px; }
.tiles dt { color: var(--soft); font-size: 13px; }
.tiles dd { margin: 0; font-size: 22px; font-weight: 600; font-variant-numeric: tabular-nums; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 18px; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 9px; padding: 10px 12px 12px; min-width: 0; }
.plot { position: relative; height: 330px; }
figcaption { color: var(--soft); font-size: 13px; padding: 6px 8px 0; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 9px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px; text-align: right; white-space: nowrap; border-top: 1px solid var(--line); }
thead th { white-space: normal; border-top: 0; background: var(--card); vertical-align: bottom; }
th:first-child, td:first-child, .text { text-align: left; }
tbody th { font-weight: 500; }
tbody th.part { padding-left: 30px; color: var(--soft); font-weight: 400; }
.unit { color: var(--soft); font-weight: 400; }
.difference { display: block; font-size: 12.5px; color: var(--soft); }
.good { color: var(--good); }
.bad { color: var(--bad); }
a { color: var(--accent); }
code { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
td code { white-space: nowrap; }
.note { color: var(--soft); font-size: 13px; }
@media print { figure, .scroll, .tiles div { break-inside: avoid; } main { max-width: none; } }
`;
