import { refreshSentence } from '../../record/refreshes.js';
import { isNews } from '../../record/rollouts/words.js';
import { changeCharts } from '../../studies/compare/charts.js';
import type { ReplicatedComparison } from '../../studies/compare/result.js';
import { comparisonCharts } from '../../studies/compare/run-charts.js';
import { replicationsSection } from '../../studies/compare/section.js';
import { runCharts } from '../charts/run-charts.js';
import { comparisonSentence, runSentence, waitingSentence } from '../sentence.js';
import { comparisonRows, type FinishedRun, usedTypes } from '../summary.js';
import { usdText } from '../text.js';
import { factsThatMatter } from '../what-matters.js';
import { hasFargate, hasInstances, hasShortage, hasSpot } from '../what-occurred.js';
import { computedSection } from './computed.js';
import { type Html, html } from './escape.js';
import { figures, type PageParts, page, section } from './frame.js';
import { happenedTable, instancesTable } from './happened.js';
import { comparedSettings, settingsList } from './settings.js';
import {
  comparisonTable,
  deploymentsTable,
  fargateTable,
  faultsTable,
  itemsTable,
  metricsTable,
  ownersTable,
  poolsSideBySide,
  poolsTable,
  providersTable,
  purchasesTable,
  troubleTable,
  typesTable,
  verdictsTable,
} from './tables.js';
import { comparisonTiles, tiles } from './tiles.js';

/** report.html of one run: one file that needs no network and runs no script but its own. */
export function runPage(run: FinishedRun, parts: PageParts): string {
  const { identity, record, setup } = run;
  const charts = runCharts(record);
  const lead = html`<p class="lead">${runSentence(run)}</p>
${facts(run)}${[...notesOf(run)].map((sentence) => html`<p class="note">${sentence}</p>`)}
${tiles(run)}`;
  const sections = [
    section('What was expected', run.verdicts.length > 0 ? verdictsTable(run.verdicts) : []),
    section('How it went', figures(charts)),
    section('What happened, and why', happenedTable(record)),
    section('Services and workloads', ownersTable(record.metrics.owners), idleNote(run)),
    deploymentTables(run),
    section('Capacity', capacityTables(run)),
    troubleTables(run),
    itemTables(run),
    section('Instances', instancesTable(record)),
    section('All headline metrics', metricsTable(run)),
    section('Instance types and prices', usedTypes(setup).length > 0 ? typesTable(usedTypes(setup)) : []),
    section('Settings', settingsList(run)),
    computedSection([run], parts.command),
  ];
  return page({ title: identity.name, lead }, sections.flat(), { charts, parts });
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
  const changes = replications === null ? [] : changeCharts(replications);
  const charts = comparisonCharts(runs.map(({ identity, record }) => ({ name: identity.name, record })));
  const rows = comparisonRows(runs.map((run) => run.record.metrics.headline));
  const heads = runs.map((run, i) => columnHead(run, parts.hrefs?.[i]));
  const pools = runs.map(({ record }) => record.metrics.spotPools);
  const lead = html`<p class="lead">${comparisonSentence(runs)}</p>
${comparisonTiles(runs, replications)}`;
  const sections = [
    replications === null ? [] : replicationsSection(replications, changes),
    section('What differs', comparedSettings(runs)),
    section(
      replications === null ? 'Side by side' : 'The first replication, side by side',
      comparisonTable(rows, heads),
      html`<p class="note">Differences are from the first column; pp are percentage points. ✓ is better, ✗ is worse.</p>`,
    ),
    section('Pools of Spot', pools.some((sold) => sold.length > 0) ? poolsSideBySide(pools, heads) : []),
    section('How they went', figures(charts)),
    section('Instance types and prices', typesTable(typesOf(runs))),
    computedSection(runs, parts.command),
  ];
  return page({ title: parts.title, lead }, sections.flat(), { charts: [...changes, ...charts], parts });
}

function facts({ record }: FinishedRun): Html[] {
  const told = factsThatMatter(record);
  return told.length === 0 ? [] : [html`<ul class="facts">${told.map((fact) => html`<li>${fact}</li>`)}</ul>`];
}

function notesOf({ record }: FinishedRun): string[] {
  return [
    ...record.stillWaiting.map(waitingSentence),
    ...record.refreshes.map(refreshSentence),
    ...record.troubles,
    ...record.capacityNotes,
  ];
}

/** Nothing where services did nothing but begin. */
function deploymentTables({ record: { deployments } }: FinishedRun): Html[] {
  return section('Deployments', deployments.some(isNews) ? deploymentsTable(deployments) : []);
}

function idleNote({ record: { metrics } }: FinishedRun): Html[] {
  const usd = metrics.idleUsd;
  if (usd === null || !hasInstances(metrics.headline)) return [];
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
  const isTrouble = (isSpot && hasInstances(metrics.headline)) || hasShortage(metrics.headline);
  return [
    ...section('On-Demand and Spot', isSpot ? purchasesTable(metrics.providers) : []),
    ...section('Pools of Spot', metrics.spotPools.length > 0 ? poolsTable(metrics.spotPools) : []),
    ...section('Interruptions and launches that failed', isTrouble ? troubleTable(metrics.providers) : []),
    ...section('Faults', faults.length > 0 ? faultsTable(faults) : []),
  ];
}

/** Nothing where instances alone are on the bill. */
function itemTables({ record: { metrics } }: FinishedRun): Html[] {
  return section('Other items and commitments', metrics.items.length + metrics.commitments.length > 0 ? itemsTable(metrics) : []);
}

function columnHead({ identity }: FinishedRun, href: string | undefined): Html {
  if (href === undefined) return html`<th scope="col">${identity.name}</th>`;
  return html`<th scope="col"><a href="./${href}">${identity.name}</a></th>`;
}

function typesOf(runs: readonly FinishedRun[]) {
  const types = runs.flatMap((run) => usedTypes(run.setup));
  return [...new Map(types.map((type) => [JSON.stringify(type), type])).values()];
}
