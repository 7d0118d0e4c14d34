import { capitalised } from '../../kernel/quantity-text.js';
import type { MetricSpec } from '../../record/metrics.js';
import { instead } from '../../scenario/text/suggest.js';
import { snakeCase } from './csv.js';

const PLACES = { End: 'in the end', TimeAverage: 'on average over time', Peak: 'at most' } as const;
const RESOURCES = { Gpu: 'GPUs', Cpu: 'CPU', cpu: 'CPU', memory: 'memory', gpu: 'GPUs' } as const;

/** Metrics with names of one form: of a resource, and at a place, which is a percent of arrived demand or a word. */
interface MetricForm extends Pick<MetricSpec, 'unit' | 'shown' | 'better' | 'meaning'> {
  /** Matches a name: the resource, and the place. */
  readonly form: RegExp;
  /** The names, for the reference. */
  readonly names: string;
  readonly text: (word: string) => string;
}

const HIGHER = { unit: '%', shown: 2, better: 'higher' } as const;
const LOWER = { unit: '%', shown: 2, better: 'lower' } as const;
const TASKS = { unit: 'tasks', shown: 1 } as const;

/** The metrics of a replay by the form of their names. */
export const METRIC_FORMS: readonly MetricForm[] = [
  {
    form: /^allocated(Gpu|Cpu)Percent(\d+|End)$/,
    names: 'allocated(Gpu|Cpu)Percent(N|End)',
    text: (word) => `${resource(word)} allocated`,
    meaning:
      'Share of all GPUs or of all CPU in use: the mean over the arrivals at N percent of the demand. The demand is that of GPUs where there are any.',
    ...HIGHER,
  },
  {
    form: /^fragmentation()Percent(\d+|End)$/,
    names: 'fragmentationPercent(N|End)',
    text: () => 'Fragmented share of the idle GPUs',
    meaning: 'Idle GPUs that the typical task cannot use, as a share of the idle ones.',
    ...LOWER,
  },
  {
    form: /^fragmented()GpuPercent(\d+|End)$/,
    names: 'fragmentedGpuPercent(N|End)',
    text: () => 'Fragmented share of all GPUs',
    meaning: 'The same as a share of all GPUs.',
    ...LOWER,
  },
  {
    form: /^nodes()InUse(\d+|End|TimeAverage|Peak)$/,
    names: 'nodesInUse(N|End|TimeAverage|Peak)',
    text: () => 'Nodes in use',
    meaning: 'Nodes that have a task.',
    unit: 'nodes',
    shown: 1,
    better: 'lower',
  },
  {
    form: /^(cpu|memory|gpu)StrandedPercent(\d+|End|TimeAverage)$/,
    names: '(cpu|memory|gpu)StrandedPercent(End|TimeAverage), cpuStrandedPercentN',
    text: (word) => `${resource(word)} stranded`,
    meaning: 'Share of all CPU, memory or GPUs that is free on nodes where no task of the trace fits; of GPUs: no task that asks for one.',
    ...LOWER,
  },
  {
    form: /^(cpu|memory|gpu)Percent(TimeAverage|Peak)$/,
    names: '(cpu|memory|gpu)Percent(TimeAverage|Peak)',
    text: (word) => `${resource(word)} in use`,
    meaning: 'Share of all CPU, memory or GPUs in use.',
    ...HIGHER,
  },
  {
    form: /^failedPercent()()$/,
    names: 'failedPercent',
    text: () => 'Tasks failed',
    meaning: 'Failed tasks, of those that arrived.',
    ...LOWER,
  },
  { form: /^failed()()$/, names: 'failed', text: () => 'Tasks failed', meaning: 'Tasks that fit nowhere.', ...TASKS, better: 'lower' },
  { form: /^placed()()$/, names: 'placed', text: () => 'Tasks placed', meaning: 'Tasks that got a node.', ...TASKS, better: 'higher' },
  { form: /^arrived()()$/, names: 'arrived', text: () => 'Tasks arrived', meaning: 'Tasks of the replay.', ...TASKS, better: null },
];

/** Names for a message. */
const EXAMPLES = [
  ...['allocatedGpuPercent100', 'allocatedCpuPercent100', 'fragmentationPercent90', 'fragmentedGpuPercent90', 'nodesInUseTimeAverage'],
  ...['nodesInUsePeak', 'nodesInUseEnd', 'cpuStrandedPercentTimeAverage', 'cpuPercentTimeAverage', 'failed', 'failedPercent'],
];

/** Returns the metric of a name as summary.json or as a CSV file has it, with its key in CSV files; undefined for another name. */
export function packMetric(word: string): MetricSpec | undefined {
  const key = word.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  for (const { form, text, unit, shown, better, meaning } of METRIC_FORMS) {
    const match = form.exec(key);
    if (match === null) continue;
    const label = [text(match[1]), placeText(match[2])].filter((part) => part !== '').join(' ');
    return { key: snakeCase(key), label: capitalised(label), meaning, unit, shown, better };
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
