import type { MetricSpec } from '../../record/metrics.js';
import { instead } from '../../scenario/text/suggest.js';
import { snakeCase } from './csv.js';

type Rest = Pick<MetricSpec, 'unit' | 'shown' | 'better'>;

const PLACES = { End: 'in the end', TimeAverage: 'on average over time', Peak: 'at most' } as const;
const RESOURCES = { Gpu: 'GPUs', Cpu: 'CPU', cpu: 'CPU', memory: 'memory', gpu: 'GPUs' } as const;
const HIGHER: Rest = { unit: '%', shown: 2, better: 'higher' };
const LOWER: Rest = { unit: '%', shown: 2, better: 'lower' };

/** The metrics of a replay by the form of their names: what they are of, and a place, which is a percent of arrived demand or a word. */
const FORMS: readonly [form: RegExp, text: (of: string) => string, rest: Rest][] = [
  [/^allocated(Gpu|Cpu)Percent(\d+|End)$/, (of) => `${resource(of)} allocated`, HIGHER],
  [/^fragmentation()Percent(\d+|End)$/, () => 'Fragmented share of the idle GPUs', LOWER],
  [/^fragmented()GpuPercent(\d+|End)$/, () => 'Fragmented share of all GPUs', LOWER],
  [/^nodes()InUse(\d+|End|TimeAverage|Peak)$/, () => 'Nodes in use', { unit: 'nodes', shown: 1, better: 'lower' }],
  [/^(cpu|memory|gpu)StrandedPercent(\d+|End|TimeAverage)$/, (of) => `${resource(of)} stranded`, LOWER],
  [/^(cpu|memory|gpu)Percent(TimeAverage|Peak)$/, (of) => `${resource(of)} in use`, HIGHER],
  [/^failedPercent()()$/, () => 'Tasks failed', LOWER],
  [/^failed()()$/, () => 'Tasks failed', { unit: 'tasks', shown: 1, better: 'lower' }],
  [/^placed()()$/, () => 'Tasks placed', { unit: 'tasks', shown: 1, better: 'higher' }],
  [/^arrived()()$/, () => 'Tasks arrived', { unit: 'tasks', shown: 1, better: null }],
];

/** Names for a message. */
const EXAMPLES = [
  ...['allocatedGpuPercent100', 'allocatedCpuPercent100', 'fragmentationPercent90', 'fragmentedGpuPercent90', 'nodesInUseTimeAverage'],
  ...['nodesInUsePeak', 'nodesInUseEnd', 'cpuStrandedPercentTimeAverage', 'cpuPercentTimeAverage', 'failed', 'failedPercent'],
];

/** Returns the metric of a name as summary.json or as a CSV file has it, with its key in CSV files; undefined for another name. */
export function packMetric(word: string): MetricSpec | undefined {
  const key = word.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  for (const [form, text, rest] of FORMS) {
    const match = form.exec(key);
    if (match === null) continue;
    const label = [text(match[1]), placeText(match[2])].filter((part) => part !== '').join(' ');
    return { key: snakeCase(key), label: label[0].toUpperCase() + label.slice(1), meaning: '', ...rest };
  }
  return undefined;
}

/** Why a name is no metric. */
export function noPackMetric(word: string): string {
  return `there is no metric ${word} of a packing${instead(word, EXAMPLES)}`;
}

/** The percent of arrived demand of a metric's key; null without one. */
export function percentOf(key: string): number | null {
  const digits = /_(\d+)$/.exec(key)?.[1];
  return digits === undefined ? null : Number(digits);
}

function resource(word: string): string {
  return RESOURCES[word as keyof typeof RESOURCES];
}

function placeText(place: string): string {
  if (place === '') return '';
  return /^\d+$/.test(place) ? `at ${place} % of demand` : PLACES[place as keyof typeof PLACES];
}
