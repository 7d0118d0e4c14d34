import type { ChartSpec } from '../charts/chart-spec.js';
import { comparisonCharts } from '../charts/comparison-charts.js';
import { runCharts } from '../charts/run-charts.js';
import { refreshSentence } from '../refreshes.js';
import type { ReplicatedComparison } from '../replications/result.js';
import { replicationsSection } from '../replications/section.js';
import { isNews } from '../rollouts/words.js';
import { comparisonSentence, forkSentence, runSentence, waitingSentence } from '../sentence.js';
import { comparisonRows, type FinishedRun, usedTypes } from '../summary.js';
import { usdText } from '../text.js';
import { hasFargate, hasInstances, hasShortage, hasSpot } from '../what-occurred.js';
import { escapeHtml, type Html, html, scriptJson } from './escape.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';
import {
  comparisonTable,
  deploymentsTable,
  fargateTable,
  faultsTable,
  identityTable,
  itemsTable,
  metricsTable,
  ownersTable,
  poolsSideBySide,
  poolsTable,
  providersTable,
  purchasesTable,
  tiles,
  troubleTable,
  typesTable,
  verdictsTable,
} from './tables.js';

/** What a page is made with, given by the caller: this folder reads no file and knows no cryptography. */
export interface PageParts {
  /** The text of chart.js's UMD build. */
  readonly chartJsSource: string;
  /** SHA-256 of the text's UTF-8 bytes, in base64. */
  readonly sha256Base64: (text: string) => string;
  /** The command that makes this page again. */
  readonly command: string;
}

/** report.html of one run: one file that needs no network and runs no script but its own. */
export function runPage(run: FinishedRun, parts: PageParts): string {
  const { identity, record, setup } = run;
  const charts = runCharts(record);
  const body = html`<h1>${identity.name}</h1>
<p class="lead">${runSentence(run)}</p>
${record.stillWaiting.map((waiting) => html`<p class="note">${waitingSentence(waiting)}</p>`)}
${record.refreshes.map((refresh) => html`<p class="note">${refreshSentence(refresh)}</p>`)}
${[...record.troubles, ...record.capacityNotes].map((sentence) => html`<p class="note">${sentence}</p>`)}
${tiles(run)}
${run.verdicts.length > 0 ? [html`<h2>What was expected</h2>`, verdictsTable(run.verdicts)] : []}
<h2>How it went</h2>
${figures(charts)}
<h2>Services and workloads</h2>
${ownersTable(record.metrics.owners)}
${hasInstances(record.metrics.headline) ? idleNote(record.metrics.idleUsd) : []}
${deploymentTables(run)}
<h2>Capacity</h2>
${capacityTables(run)}
${troubleTables(run)}
${itemTables(run)}
<h2>All headline metrics</h2>
${metricsTable(run)}
${usedTypes(setup).length > 0 ? [html`<h2>Instance types and prices</h2>`, typesTable(usedTypes(setup))] : []}
${repeat([run], parts.command)}`;
  return page(identity.name, body, { charts, parts });
}

export interface ComparisonPageParts extends PageParts {
  readonly title: string;
  /** Where each run's own page is, relative to this one. */
  readonly hrefs?: readonly string[];
  /** What many runs say, of which those that are shown are the first. */
  readonly replications?: ReplicatedComparison | null;
}

/** report.html of a comparison. */
export function comparisonPage(runs: readonly FinishedRun[], parts: ComparisonPageParts): string {
  const { replications = null } = parts;
  const charts = comparisonCharts(runs.map(({ identity, record }) => ({ name: identity.name, record })));
  const rows = comparisonRows(runs.map((run) => run.record.metrics.headline));
  const heads = runs.map((run, i) => columnHead(run, parts.hrefs?.[i]));
  const pools = runs.map(({ record }) => record.metrics.spotPools);
  const body = html`<h1>${parts.title}</h1>
<p class="lead">${comparisonSentence(runs)}</p>
${replications === null ? [] : replicationsSection(replications)}
<h2>${replications === null ? 'Side by side' : 'The first replication, side by side'}</h2>
${comparisonTable(rows, heads)}
<p class="note">Differences are from the first column; pp are percentage points. ✓ is better, ✗ is worse.</p>
${pools.some((sold) => sold.length > 0) ? [html`<h2>Pools of Spot</h2>`, poolsSideBySide(pools, heads)] : []}
<h2>How they went</h2>
${figures(charts)}
<h2>Instance types and prices</h2>
${typesTable(typesOf(runs))}
${repeat(runs, parts.command)}`;
  return page(parts.title, body, { charts, parts });
}

/** Nothing where services did nothing but begin. */
function deploymentTables({ record: { deployments } }: FinishedRun): Html[] {
  return deployments.some(isNews) ? [html`<h2>Deployments</h2>`, deploymentsTable(deployments)] : [];
}

function idleNote(usd: number | null): Html[] {
  if (usd === null) return [];
  return [
    html`<p class="note">Cost: the share of each instance that its tasks reserve, and of what nobody there reserves. ${usdText(usd)} were idle: instances that boot or have no tasks.</p>`,
  ];
}

function capacityTables({ record: { metrics } }: FinishedRun): Html[] {
  const isFargate = hasFargate(metrics.headline);
  return [
    ...(isFargate && !hasInstances(metrics.headline) ? [] : [providersTable(metrics.providers)]),
    ...(isFargate ? [fargateTable(metrics.providers)] : []),
  ];
}

/** Nothing where all was bought On-Demand and could be launched, and nothing went wrong. */
function troubleTables({ record: { metrics, faults } }: FinishedRun): Html[] {
  const isSpot = hasSpot(metrics.headline);
  return [
    ...(isSpot ? [html`<h2>On-Demand and Spot</h2>`, purchasesTable(metrics.providers)] : []),
    ...(metrics.spotPools.length > 0 ? [html`<h2>Pools of Spot</h2>`, poolsTable(metrics.spotPools)] : []),
    ...((isSpot && hasInstances(metrics.headline)) || hasShortage(metrics.headline)
      ? [html`<h2>Interruptions and launches that failed</h2>`, troubleTable(metrics.providers)]
      : []),
    ...(faults.length > 0 ? [html`<h2>Faults</h2>`, faultsTable(faults)] : []),
  ];
}

/** Nothing where instances alone are on the bill. */
function itemTables({ record: { metrics } }: FinishedRun): Html[] {
  if (metrics.items.length + metrics.commitments.length === 0) return [];
  return [html`<h2>Other items and commitments</h2>`, itemsTable(metrics)];
}

function columnHead({ identity }: FinishedRun, href: string | undefined): Html {
  if (href === undefined) return html`<th scope="col">${identity.name}</th>`;
  return html`<th scope="col"><a href="./${href}">${identity.name}</a></th>`;
}

function typesOf(runs: readonly FinishedRun[]) {
  const types = runs.flatMap((run) => usedTypes(run.setup));
  return [...new Map(types.map((type) => [JSON.stringify(type), type])).values()];
}

export function figures(charts: readonly ChartSpec[]): Html {
  const figure = ({ id, title, description }: ChartSpec) =>
    html`<figure><div class="plot"><canvas id="chart-${id}" role="img" aria-label="${`${title}. ${description}`}"></canvas></div><figcaption>${description}</figcaption></figure>`;
  return html`<div class="charts">${charts.map(figure)}</div>`;
}

function forkNotes(runs: readonly FinishedRun[]): Html[] {
  return runs.flatMap(({ identity: { forkedFrom } }) => (forkedFrom === undefined ? [] : [html`<p>${forkSentence(forkedFrom)}</p>`]));
}

function repeat(runs: readonly FinishedRun[], command: string): Html {
  return html`<h2>To repeat this</h2>
<p><code>${command}</code></p>
${forkNotes(runs)}${identityTable(runs.map((run) => run.identity))}
<p class="note">The same scenario, seed and version give the same bytes. Times are simulated; costs are list prices, on Spot those of the market, billed by the second.</p>`;
}

/** One file that needs no network and runs no script but its own. */
export function page(title: string, body: Html, { charts, parts }: { charts: readonly ChartSpec[]; parts: PageParts }): string {
  const scripts = [parts.chartJsSource, SCRIPT];
  // A script element's text ends at the first "</script", whatever stands around it: a source with one cannot be inlined as it is.
  if (/<\/script|<!--/i.test(scripts.join()))
    throw new Error('the chart.js source cannot stand in a script element: it contains </script or <!--');
  const hash = (text: string) => `'sha256-${parts.sha256Base64(text)}'`;
  const policy = `default-src 'none'; script-src ${scripts.map(hash).join(' ')}; style-src ${hash(STYLE)}; img-src data:; base-uri 'none'; form-action 'none'`;
  const data = scriptJson(charts.map(({ id, config }) => ({ id, config })));
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
${body.html}
</main>
<script type="application/json" id="charts">${data}</script>
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
}
