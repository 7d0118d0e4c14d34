import type { ChartSpec } from '../charts/chart-spec.js';
import { packed } from '../charts/packed.js';
import { escapeHtml, type Html, html, scriptJson } from './escape.js';
import { STYLE } from './style.js';

/** Inputs of a page from the caller: this folder reads no files and computes no hashes. */
export interface PageParts {
  /** The text of chart.js's UMD build. */
  readonly chartJsSource: string;
  /** The page's own script: the files of report/client as one text. */
  readonly script: string;
  /** SHA-256 of the text's UTF-8 bytes, in base64. */
  readonly sha256Base64: (text: string) => string;
  /** The command that reproduces this page. */
  readonly command: string;
}

/** A section with a link in the navigation; empty if it has no content. */
export function section(title: string, ...content: readonly (Html | readonly Html[])[]): Html[] {
  const all = content.flat();
  if (all.length === 0) return [];
  const id = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return [html`<section id="${id}"><h2>${title}</h2>\n${all}</section>\n`];
}

/** A paragraph for each text that is not empty. */
export function paragraphs(texts: readonly string[]): Html[] {
  return texts.filter((text) => text !== '').map((text) => html`<p>${text}</p>`);
}

/** Commands to copy; lines break between words, and only there, because a browser breaks at hyphens too. */
export function commandBlock(text: string): Html {
  const lines = text.split('\n').map((line) => {
    const pieces = line.split(/(\s+)/).map((piece) => (piece.includes('-') ? html`<span>${piece}</span>` : html`${piece}`));
    return html`<span class="line">${pieces}</span>`;
  });
  return html`<code class="command">${lines}</code>`;
}

export function smallPrint(texts: readonly string[]): Html[] {
  return texts.map((text) => html`<p class="note">${text}</p>`);
}

/** The charts of a page. Those over time come first, under a bar that moves all of them. */
export function figures(charts: readonly ChartSpec[]): Html {
  const isTimed = charts.some(({ time }) => time !== undefined);
  return html`${isTimed ? [BAR] : []}<div class="charts">${charts.map(figure)}</div>`;
}

function figure({ id, title, description, time, isWide, config }: ChartSpec): Html {
  const isMap = 'cells' in config.data;
  const choice = isMap ? [shareChoice(id)] : [];
  const label = `${title}. ${description}${time === undefined ? '' : KEYS}`;
  const canvas = html`<canvas id="chart-${id}" role="img" aria-label="${label}"${time === undefined ? [] : [FOCUSABLE]}></canvas>`;
  return html`<figure class="${isWide ? 'wide' : ''}">${choice}<h3>${title}</h3><div class="plot">${canvas}</div><figcaption>${description}</figcaption></figure>`;
}

const FOCUSABLE: Html = { html: ' tabindex="0"' };
const KEYS =
  ' Keys: left and right for a moment, with shift for another stretch, plus and minus for closer and wider, 0 for the whole run.';

function shareChoice(chart: string): Html {
  return html`<label class="choose">filled by <select data-chart="${chart}"><option value="larger">the larger of CPU and memory</option><option value="cpu">CPU reserved</option><option value="memory">memory reserved</option></select></label>`;
}

/** Hidden if scripts are disabled. */
const BAR: Html = {
  html: `<div id="bar" role="group" aria-label="Stretch of time on all charts" hidden>
<span>Charts show</span> <output id="stretch"></output>
<button type="button" id="earlier">◀ earlier</button><button type="button" id="later">later ▶</button><button type="button" id="closer">closer</button><button type="button" id="wider">wider</button><button type="button" id="whole">whole run</button>
</div>
<p class="note screen">Drag over a chart to see a stretch of time more closely on all of them; double-click for the whole run.</p>
`,
};

/** The data of a chart that the page's script needs. */
function onPage({ id, config, time, heightPx, isWide }: ChartSpec) {
  return { id, config: time === undefined ? config : { ...config, data: packed(config.data) }, time, heightPx, isWide };
}

/** Returns links to each section. */
function navigation(body: string): string {
  const links = [...body.matchAll(/<section id="([\w-]+)"><h2>(.*?)<\/h2>/g)].map(([, id, title]) => `<a href="#${id}">${title}</a>`);
  return links.length < 3 ? '' : `<nav aria-label="On this page">${links.join('\n')}</nav>\n`;
}

/** The content above the sections. */
export interface PageHead {
  readonly title: string;
  readonly lead: Html;
}

/** A page in one file: it needs no network and runs only its own scripts. */
export function page(
  { title, lead }: PageHead,
  sections: readonly Html[],
  { charts, parts }: { charts: readonly ChartSpec[]; parts: PageParts },
): string {
  const scripts = [parts.chartJsSource, parts.script];
  // A script element ends at the first "</script" in its text, so a source that contains one cannot be inlined.
  if (/<\/script|<!--/i.test(scripts.join()))
    throw new Error('the chart.js source cannot stand in a script element: it contains </script or <!--');
  const hash = (text: string) => `'sha256-${parts.sha256Base64(text)}'`;
  const policy = `default-src 'none'; script-src ${scripts.map(hash).join(' ')}; style-src ${hash(STYLE)}; img-src data:; base-uri 'none'; form-action 'none'`;
  const data = scriptJson(charts.map(onPage));
  const body = html`${sections}`.html;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - Drydock</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${lead.html}
${navigation(body)}${body}</main>
<div id="tip" hidden></div>
<p id="said" class="heard" role="status"></p>
<script type="application/json" id="charts">${data}</script>
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
}
