import { usdText } from '../../kernel/quantity-text.js';
import { METRICS, type MetricKey, type MetricSpec } from '../../record/metrics.js';
import { isNews } from '../../record/rollouts/deployment-texts.js';
import { answersOf } from '../answers.js';
import { runCharts } from '../charts/run-charts.js';
import { hasFargate, hasInstances, hasShortage, hasSpot } from '../features-used.js';
import { keyFacts } from '../key-facts.js';
import { metricText, unbroken } from '../metric-text.js';
import { notesOf } from '../notes.js';
import { type FinishedRun, usedTypes } from '../summary.js';
import { incidentSection } from '../survival/page.js';
import { type Html, html } from './escape.js';
import { happenedTable, instancesTable } from './event-tables.js';
import { figures, type PageParts, page, section } from './frame.js';
import { computedSection } from './reproduction.js';
import { settingsList } from './settings-list.js';
import {
  deploymentsTable,
  fargateTable,
  faultsTable,
  itemsTable,
  metricsTable,
  ownersTable,
  poolsTable,
  providersTable,
  purchasesTable,
  troubleTable,
  typesTable,
  verdictsTable,
} from './tables.js';

/** The text of report.html for one run: one file that needs no network and runs only its own scripts. */
export function runPage(run: FinishedRun, parts: PageParts): string {
  const { identity, record, setup } = run;
  const charts = runCharts(record);
  const lead = html`<dl class="lead answers">${answersOf(run).map(({ about, text }) => html`<div><dt>${about}</dt><dd>${text}</dd></div>`)}</dl>
${facts(run)}${[...notesOf(run)].map((sentence) => html`<p class="note">${sentence}</p>`)}
${tiles(run)}`;
  const sections = [
    section('What was expected', run.verdicts.length > 0 ? verdictsTable(run.verdicts) : []),
    ...(run.incident === undefined ? [] : [incidentSection(run.incident)]),
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
  const title = identity.variantOf === undefined ? identity.name : `${identity.name}, a variant of ${identity.variantOf}`;
  return page({ title, lead }, sections.flat(), { charts, parts });
}

function facts({ record }: FinishedRun): Html[] {
  const texts = keyFacts(record);
  return texts.length === 0 ? [] : [html`<ul class="facts">${texts.map((fact) => html`<li>${fact}</li>`)}</ul>`];
}

/** Empty if no service deployed anything after its start. */
function deploymentTables({ record: { deployments } }: FinishedRun): Html[] {
  return section('Deployments', deployments.some(isNews) ? deploymentsTable(deployments) : []);
}

/** A setting decides which tasks bear the capacity that no task reserves, and does not change its amount. */
function idleNote({ record: { metrics }, setup }: FinishedRun): Html[] {
  const { idleUsd: idle, headline, hasTasksWithoutCpu } = metrics;
  if (idle === null || !hasInstances(headline)) return [];
  const isShared = setup.billing.settings.unusedCost === 'shared';
  const borne = isShared ? ', and a part of its unreserved capacity (billing.unusedCost: shared)' : ' (billing.unusedCost: apart)';
  const rest = isShared
    ? `${usdText(idle)} belongs to no task: instances that boot or have no tasks${hasTasksWithoutCpu ? ', and CPU where tasks reserve none' : ''}`
    : `${usdText(idle)} belongs to no task`;
  return [
    html`<p class="note">Cost: the share of each instance that its tasks reserve${borne}. ${rest}. ${usdText(headline.cost_unreserved_usd ?? 0)} of all is for capacity that no task reserves.</p>`,
  ];
}

function capacityTables({ record: { metrics } }: FinishedRun): Html[] {
  const usesFargate = hasFargate(metrics.headline);
  return [
    ...(usesFargate && !hasInstances(metrics.headline) ? [] : [providersTable(metrics.providers)]),
    ...(usesFargate ? [fargateTable(metrics.providers)] : []),
  ];
}

/** Empty if everything was bought On-Demand and launched, and there were no faults. */
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

/** Empty if the bill consists of instances only. */
function itemTables({ record: { metrics } }: FinishedRun): Html[] {
  return section('Other items and commitments', metrics.items.length + metrics.commitments.length > 0 ? itemsTable(metrics) : []);
}

/** Metrics in the tiles at the top of a page, where they are not empty. */
const TILES: readonly MetricKey[] = ['cost_per_month_usd', 'cost_usd', 'wait_p50_ms', 'wait_p95_ms', 'requests_lost'];
const TILES_OF_SERVICES: readonly MetricKey[] = ['below_desired_task_minutes', 'without_task_service_minutes'];
const TILES_OF_INSTANCES: readonly MetricKey[] = [
  'cost_unreserved_usd',
  'peak_instances',
  'cpu_reserved_percent',
  'memory_reserved_percent',
];
const TILES_OF_FARGATE: readonly MetricKey[] = ['peak_fargate_vcpus', 'fargate_vcpu_hours', 'tasks_interrupted'];

function tiles({ record }: FinishedRun): Html {
  const { headline } = record.metrics;
  const isFargateAlone = hasFargate(headline) && !hasInstances(headline);
  const ofServices = headline.worst_service_task_minutes === null ? [] : TILES_OF_SERVICES;
  const keys = [...TILES, ...ofServices, ...(isFargateAlone ? TILES_OF_FARGATE : TILES_OF_INSTANCES)];
  const shown = METRICS.filter(({ key }) => keys.includes(key) && headline[key] !== null);
  return html`<dl class="tiles">${shown.map((metric) => html`<div title="${metric.meaning}"><dt>${metric.label.trim()}</dt><dd>${amountOf(metric, headline[metric.key])}</dd></div>`)}</dl>`;
}

/** A unit of several words is written small, so that it stays on the line of its number. */
function amountOf(metric: MetricSpec, value: number | null): Html {
  const text = metricText(metric, value);
  const [number, unit] = text.split(' ');
  return metric.unit === 'task-minutes' ? html`${number} <small>${unit ?? ''}</small>` : html`${unbroken(text)}`;
}
