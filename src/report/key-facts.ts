import { durationText, numberText, plural, usdText } from '../kernel/quantity-text.js';
import { TASK_VOLUMES } from '../record/ledger/costs.js';
import type { Headline } from '../record/metrics.js';
import type { RunMetrics } from '../record/run-metrics.js';
import type { RunRecord } from '../record/run-record.js';
import { daemonsAside } from './answers.js';
import { hasInstances, hasSpot } from './features-used.js';

const FACTS = 3;
const WAITS = [
  ['wait_quota_mean_ms', 'the quota of PROVISIONING tasks'],
  ['wait_capacity_mean_ms', 'capacity'],
  ['wait_boot_mean_ms', 'instances to boot'],
  ['wait_eni_mean_ms', 'network interfaces'],
  ['wait_room_mean_ms', 'tasks that stop on their instance'],
  ['wait_pull_mean_ms', 'images'],
  ['wait_start_mean_ms', 'containers to start'],
] as const satisfies [keyof Headline, string][];

/**
 * The most important facts of a run besides its answers, three at most, as sentences: unfinished or refused work, causes of waits, idle
 * cost, the worth of Spot, and the resource that fills instances.
 */
export function keyFacts({ metrics }: Pick<RunRecord, 'metrics'>): string[] {
  const { headline } = metrics;
  const facts = [undone(metrics), waitedFor(metrics), idle(metrics), spot(headline), fills(headline)];
  return facts.filter((fact) => fact !== null).slice(0, FACTS);
}

function undone(metrics: RunMetrics): string | null {
  const { headline } = metrics;
  const counts: [number | null, string][] = [
    [headline.tasks_waiting, 'still waiting'],
    [failedToStart(headline), 'failed to start'],
    [headline.tasks_refused, 'refused'],
    [headline.tasks_timed_out, 'timed out'],
    [headline.tasks_interrupted, 'interrupted'],
    [headline.tasks_crashed, 'crashed'],
  ];
  const parts = counts.flatMap(([count, what]) => (count ? [`${numberText(count, 0)} ${what}`] : []));
  return parts.length === 0 ? null : `Of ${plural(headline.tasks_requested ?? 0, 'task')}${daemonsAside(metrics)}: ${parts.join(', ')}.`;
}

/** Returns the rest of the tasks that failed. */
function failedToStart({ tasks_failed: failed, tasks_refused, tasks_timed_out, tasks_crashed }: Headline): number {
  return (failed ?? 0) - (tasks_refused ?? 0) - (tasks_timed_out ?? 0) - (tasks_crashed ?? 0);
}

function waitedFor({ headline, items }: RunMetrics): string | null {
  const meanMs = headline.wait_mean_ms ?? 0;
  if (meanMs < 1000) return null;
  const [key, thing] = WAITS.reduce((most, other) => ((headline[other[0]] ?? 0) > (headline[most[0]] ?? 0) ? other : most));
  const hasVolumes = key === 'wait_eni_mean_ms' && items.some(({ item }) => item === TASK_VOLUMES);
  const what = hasVolumes ? 'network interfaces and EBS volumes' : thing;
  return `Tasks waited most for ${what}: ${durationText(headline[key] ?? 0)} of ${durationText(meanMs)} on average.`;
}

/** Below a hundredth of the bill it is not worth a sentence, nor where it is all of the unreserved cost. */
function idle({ headline, idleUsd, hasTasksWithoutCpu }: RunMetrics): string | null {
  const { cost_usd: cost, cost_unreserved_usd: unreserved } = headline;
  if (idleUsd === null || !cost || !unreserved || idleUsd < cost / 100 || idleUsd > 0.99 * unreserved) return null;
  const cpu = hasTasksWithoutCpu ? ', and for CPU where tasks reserve none' : '';
  return `Of the ${usdText(unreserved)} for unreserved capacity, ${usdText(idleUsd)} went for instances that booted or had no task${cpu}.`;
}

function spot(headline: Headline): string | null {
  const { spot_savings_usd: saved, spot_savings_percent: percent } = headline;
  if (!hasSpot(headline) || saved === null || percent === null) return null;
  return `Spot saved ${usdText(saved)}, ${numberText(percent, 0)} % of what the same cost On-Demand.`;
}

function fills(headline: Headline): string | null {
  if (!hasInstances(headline)) return null;
  const shares = [
    ['CPU', headline.cpu_reserved_percent ?? 0],
    ['memory', headline.memory_reserved_percent ?? 0],
    ['network interfaces', headline.eni_reserved_percent ?? 0],
  ] as const;
  const [[what, most], [next, less]] = shares.toSorted((a, b) => b[1] - a[1]);
  return `The fullest resource of instances is ${what}: ${numberText(most, 0)} % reserved, and ${numberText(less, 0)} % of ${next}.`;
}
