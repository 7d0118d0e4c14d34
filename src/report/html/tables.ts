import { durationText, numberText, percentText, usdText } from '../../kernel/quantity-text.js';
import { foundText, isMet, type Verdict } from '../../record/expect/expectation.js';
import type { ReportedFault } from '../../record/faults/fault-log.js';
import { METRICS } from '../../record/metrics.js';
import type { ReportedDeployment } from '../../record/rollouts/deployment-texts.js';
import type { OwnerMetrics, ProviderMetrics, RunMetrics } from '../../record/run-metrics.js';
import type { SpotPoolMetrics } from '../../record/spot-pools.js';
import { metricText } from '../metric-text.js';
import type { FinishedRun, RunIdentity, UsedType } from '../summary.js';
import { type Html, html } from './escape.js';
import { table } from './table.js';

/** Returns the headline metrics of a run. */
export function metricsTable({ record }: FinishedRun): Html {
  const rows = METRICS.map(
    (metric) =>
      html`<tr>${metricHead(metric)}<td>${metricText(metric, record.metrics.headline[metric.key])}</td><td class="text wrap note">${metric.meaning}</td></tr>`,
  );
  return table(['Metric', 'Value', html`<th scope="col" class="text">Meaning</th>`], rows, { order: 'fixed' });
}

export function providersTable(providers: readonly ProviderMetrics[]): Html {
  const rows = ofInstances(providers).map(
    (p) =>
      html`<tr><th scope="row">${p.capacity_provider || '(outside any)'}</th><td>${usdText(p.cost_usd)}</td><td>${usdText(p.cost_unreserved_usd)}</td><td>${numberText(p.instance_hours, 1)}</td><td>${p.peak_instances}</td><td>${p.scale_outs}</td><td>${p.scale_ins}</td><td>${share(p.cpu_reserved_percent)}</td><td>${share(p.memory_reserved_percent)}</td><td>${share(p.eni_reserved_percent)}</td></tr>`,
  );
  const heads = [
    'Capacity provider',
    'Cost',
    'Cost, unreserved',
    'Instance-hours',
    'Peak',
    'Scale-outs',
    'Scale-ins',
    'CPU reserved',
    'Memory reserved',
    'Network interfaces used',
  ];
  return table(heads, rows);
}

function ofInstances(providers: readonly ProviderMetrics[]): ProviderMetrics[] {
  return providers.filter(({ fargate }) => fargate === null);
}

/** A bill of few tasks. */
const FARGATE_EXTRAS = [
  { key: 'licensed_vcpu_hours', head: 'vCPU-hours with a Windows licence' },
  { key: 'storage_gb_hours', head: 'GB-hours of extra storage' },
] as const;

/** Use and refusals of FARGATE and FARGATE_SPOT; a provider without any demand is left out. */
export function fargateTable(providers: readonly ProviderMetrics[]): Html {
  const extras = FARGATE_EXTRAS.filter(({ key }) => providers.some(({ fargate }) => fargate?.[key] !== undefined));
  const rows = providers.flatMap(({ capacity_provider: name, cost_usd: cost, fargate: use }) => {
    if (use === null || use.tasks_launched + use.tasks_waiting + use.tasks_refused_by_quota + use.tasks_refused_for_capacity === 0)
      return [];
    const counts = [
      use.tasks_launched,
      use.tasks_interrupted,
      use.tasks_retired,
      use.tasks_refused_by_quota,
      use.tasks_refused_for_capacity,
      use.tasks_waiting,
    ];
    return [
      html`<tr><th scope="row">${name}</th><td>${usdText(cost)}</td><td>${numberText(use.vcpu_hours, 2)}</td><td>${numberText(use.gb_hours, 2)}</td>${extras.map(({ key }) => html`<td>${numberText(use[key] ?? 0, 2)}</td>`)}<td>${numberText(use.peak_vcpus, 0, 2)}</td>${counts.map((n) => html`<td>${numberText(n, 0)}</td>`)}</tr>`,
    ];
  });
  const heads = [
    'Fargate',
    'Cost',
    'vCPU-hours billed',
    'GB-hours billed',
    ...extras.map(({ head }) => head),
    'vCPUs at peak',
    'Tasks launched',
    'Interrupted',
    'Retired',
    'Refused: quota',
    'Refused: capacity',
    'Waiting',
  ];
  return table(heads, rows);
}

/** Returns a table of the purchases of each capacity provider, On-Demand and on Spot. */
export function purchasesTable(providers: readonly ProviderMetrics[]): Html {
  const bought = providers.flatMap((provider) => provider.purchase_options.map((option) => ({ provider, option })));
  const rows = bought
    .filter(({ option }) => option.instance_hours > 0 || option.cost_usd > 0)
    .map(({ provider, option }) => {
      const { cost_usd: cost, on_demand_cost_usd: onDemand } = option;
      const saved =
        option.purchase_option === 'spot' ? `${usdText(onDemand - cost)} (${share((100 * (onDemand - cost)) / onDemand)})` : '–';
      return html`<tr><th scope="row">${provider.capacity_provider || '(outside any)'}</th><td class="text">${OPTION_TEXT[option.purchase_option]}</td><td>${usdText(cost)}</td><td>${provider.fargate === null ? numberText(option.instance_hours, 1) : '–'}</td><td>${numberText(option.free_instance_hours ?? 0, 1)}</td><td>${option.purchase_option === 'external' ? '–' : usdText(onDemand)}</td><td>${saved}</td></tr>`;
    });
  const heads = [
    'Capacity provider',
    html`<th scope="col" class="text">Bought</th>`,
    'Cost',
    'Instance-hours',
    'of them free',
    'The same On-Demand',
    'Saved',
  ];
  return table(heads, rows);
}

/** Returns a table of the sales of each Spot pool, highest bill first. */
export function poolsTable(pools: readonly SpotPoolMetrics[]): Html {
  const rows = pools
    .toSorted((a, b) => b.cost_usd - a.cost_usd)
    .map(
      (pool) =>
        html`<tr><th scope="row">${poolName(pool)}</th><td>${numberText(pool.instance_hours, 1)}</td><td>${usdText(pool.cost_usd)}</td><td>${numberText(pool.mean_usd_per_hour, 4)}</td><td>${usdText(pool.savings_usd)} (${share(pool.savings_percent)})</td></tr>`,
    );
  return table(['Pool of Spot', 'Instance-hours', 'Cost', 'USD an instance-hour', 'Saved'], rows);
}

/** Sales of each Spot pool to each run: cost, instance-hours and savings. */
export function poolsSideBySide(runs: readonly (readonly SpotPoolMetrics[])[], heads: readonly Html[]): Html {
  const names = [...new Set(runs.flatMap((pools) => pools.map(poolName)))].toSorted();
  const cell = (pool: SpotPoolMetrics | undefined) =>
    pool === undefined
      ? html`<td>–</td>`
      : html`<td>${usdText(pool.cost_usd)}<span class="difference">${numberText(pool.instance_hours, 1)} h, saved ${share(pool.savings_percent)}</span></td>`;
  const rows = names.map(
    (name) => html`<tr><th scope="row">${name}</th>${runs.map((pools) => cell(pools.find((pool) => poolName(pool) === name)))}</tr>`,
  );
  return table(['Pool of Spot', ...heads], rows);
}

function poolName({ instance_type, availability_zone }: SpotPoolMetrics): string {
  return `${instance_type}, ${availability_zone}`;
}

/** Spot interruptions and failed launches of each capacity provider. */
export function troubleTable(providers: readonly ProviderMetrics[]): Html {
  const rows = ofInstances(providers).map(
    (p) =>
      html`<tr><th scope="row">${p.capacity_provider || '(outside any)'}</th><td>${p.interrupted_instances}</td><td>${p.tasks_interrupted_by_spot}</td><td>${p.launch_failures}</td><td>${numberText(p.below_desired_instance_minutes, 1)}</td></tr>`,
  );
  return table(
    ['Capacity provider', 'Instances interrupted', 'and their tasks', 'Launches failed', 'Instances missing (instance-min)'],
    rows,
  );
}

/** Items on the bill besides capacity at list price. */
export function itemsTable({ items, commitments }: RunMetrics): Html {
  const rows = [
    ...items.map(
      ({ item, cost_usd: cost, amount, unit }) =>
        html`<tr><th scope="row">${ITEM_TEXT[item] ?? item}</th><td>${amount === null ? '–' : `${numberText(amount, 0, 3)} ${unit}`}</td><td>${usdText(cost)}</td><td>–</td><td>–</td><td>–</td></tr>`,
    ),
    ...commitments.map(
      (c) =>
        html`<tr><th scope="row">${ITEM_TEXT[c.commitment]}</th><td>–</td><td>${usdText(c.cost_usd)}</td><td>${usdText(c.fee_usd)}</td><td>${share(c.used_percent)}</td><td>${usdText(c.covered_usd)}</td></tr>`,
    ),
  ];
  return table(['Item', 'Amount', 'On the bill', 'Paid for the commitment', 'of it used', 'for what costs at list price'], rows);
}

const ITEM_TEXT: Readonly<Record<string, string>> = {
  rootVolume: 'Root volumes',
  publicIpv4: 'Public IPv4 addresses',
  loadBalancers: 'Load balancers',
  zoneTraffic: 'Traffic between zones',
  unusedReservations: 'Unused Capacity Reservations',
  taskVolumes: 'EBS volumes of tasks',
  reservedInstances: 'Reserved Instances',
  savingsPlan: 'Savings Plan',
};

const OPTION_TEXT = { 'on-demand': 'On-Demand', spot: 'Spot', external: 'External' } as const;

export function ownersTable(owners: readonly OwnerMetrics[]): Html {
  const rows = owners.map(
    (o) =>
      html`<tr><th scope="row">${o.name} <span class="unit">${o.is_daemon ? 'daemon service' : o.kind}</span></th><td>${numberText(o.tasks_started, 0)}</td><td>${numberText(o.tasks_completed, 0)}</td><td>${numberText(o.tasks_failed, 0)}</td><td>${numberText(o.tasks_interrupted, 0)}</td><td>${numberText(o.tasks_waiting, 0)}</td><td>${numberText(o.task_hours, 1)}</td><td>${o.cost_usd === null ? '–' : usdText(o.cost_usd)}</td><td>${wait(o.wait_p50_ms)}</td><td>${wait(o.wait_p95_ms)}</td><td>${wait(o.wait_max_ms)}</td>${[o.below_desired_task_minutes, o.without_task_minutes].map((minutes) => html`<td>${o.kind === 'service' ? numberText(minutes, 1) : '–'}</td>`)}</tr>`,
  );
  const heads = [
    'Tasks of',
    'Started',
    'Completed',
    'Failed',
    'Interrupted',
    'Waiting',
    'Task-hours',
    'Cost',
    'Wait, median',
    'p95',
    'longest',
    'Missing (task-minutes)',
    'With no task (min)',
  ];
  return table(heads, rows);
}

/** Returns the range of prices in the run. */
function priceText({ price_usd_per_hour: usd, price_steps: steps = [] }: UsedType): string {
  const all = [usd, ...steps.map((step) => step.usd_per_hour)];
  const [least, most] = [Math.min(...all), Math.max(...all)].map((one) => usdText(one, 4));
  return least === most ? least : `${least} to ${most}`;
}

export function typesTable(types: readonly UsedType[]): Html {
  const rows = types.map(
    (t) =>
      html`<tr><th scope="row">${t.instance_type}</th><td>${numberText(t.cpu_units, 0)}</td><td>${numberText(t.memory_mib, 0)} <span class="unit">${t.memory_source}</span></td><td>${t.eni_tasks} / ${t.eni_tasks_trunk} <span class="unit">${t.trunk_source}</span></td><td>${priceText(t)}</td><td class="text wrap note">${t.price_source}</td></tr>`,
  );
  const heads = [
    'Instance type',
    'CPU units',
    'Memory (MiB)',
    'awsvpc tasks without / with trunk',
    'Price per hour',
    html`<th scope="col" class="text">Price from</th>`,
  ];
  return table(heads, rows);
}

/** Returns the faults of the timeline and their effects. */
export function faultsTable(faults: readonly ReportedFault[]): Html {
  const rows = faults.map(
    ({ fault, at_ms: at, until_ms: until, effect }) =>
      html`<tr><th scope="row">${fault}</th><td>${durationText(at)}</td><td>${until > at ? durationText(until - at) : '–'}</td><td class="text wrap">${effect}</td></tr>`,
  );
  return table(['Fault', 'At', 'For', html`<th scope="col" class="text">What it did</th>`], rows);
}

/** Returns a table of the deployments of services, and how each ended. */
export function deploymentsTable(deployments: readonly ReportedDeployment[]): Html {
  const rows = deployments.map(
    (d) =>
      html`<tr><th scope="row">${d.service}</th><td class="text">${d.task_definition}</td><td>${durationText(d.begun_ms)}</td><td>${d.ended_ms === null ? '–' : durationText(d.ended_ms - d.begun_ms)}</td><td class="text">${d.rollout_state}</td><td>${numberText(d.failed_starts + d.unhealthy_tasks + d.crashed_tasks, 0)}</td><td class="text wrap">${d.explanation}</td></tr>`,
  );
  const text = (name: string) => html`<th scope="col" class="text">${name}</th>`;
  return table(['Service', text('Deployed'), 'At', 'Took', text('State'), 'Tasks failed', text('What became of it')], rows);
}

/** Returns the expectations of the scenario and the measured values. */
export function verdictsTable(verdicts: readonly Verdict[]): Html {
  const rows = verdicts.map((verdict) => {
    const tone = isMet(verdict) ? 'good' : 'bad';
    const word = verdict.breaks ? (verdict.holds ? 'holds, and is to be broken' : 'broken on purpose') : verdict.holds ? 'holds' : 'fails';
    const text = `${isMet(verdict) ? '✓' : '✗'} ${word}`;
    return html`<tr><th scope="row"><code>${verdict.expected}</code></th><td class="text"><span class="${tone}">${text}</span></td><td>${foundText(verdict)}</td></tr>`;
  });
  return table(['Expected', html`<th scope="col" class="text">Verdict</th>`, 'Found'], rows);
}

export function identityTable(identities: readonly RunIdentity[]): Html {
  const rows = identities.map(
    (i) =>
      html`<tr><th scope="row">${i.name}</th><td>${i.seed}</td><td>${numberText(i.events, 0)}</td><td class="text"><code>${i.scenarioHash}</code></td><td class="text"><code>${i.digest}</code></td><td>${i.engineVersion}</td></tr>`,
  );
  const text = (name: string) => html`<th scope="col" class="text">${name}</th>`;
  return table(['Scenario', 'Seed', 'Events', text('Scenario hash'), text('Digest of all facts'), 'Drydock'], rows);
}

export function metricHead(metric: { readonly label: string; readonly meaning: string }): Html {
  const isPart = metric.label.startsWith(' ');
  return html`<th scope="row" class="${isPart ? 'part' : ''}" title="${metric.meaning}">${metric.label.trim()}</th>`;
}

function share(percent: number | null): string {
  return percent === null ? '–' : percentText(percent, 1);
}

function wait(ms: number | null): string {
  return ms === null ? '–' : durationText(ms);
}
