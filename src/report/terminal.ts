import { foundText, type Verdict } from './expect/expectation.js';
import type { ToldFault } from './faults/fault-log.js';
import { METRICS, type RunMetrics } from './metrics.js';
import type { RunRecord } from './recorder.js';
import { deploymentSentence, isNews } from './rollouts/words.js';
import { comparisonSentence, faultSentence, forkSentence, runSentence, trafficSentence, waitingSentence } from './sentence.js';
import type { RunSeries } from './series.js';
import { comparisonRows, type FinishedRun, usedTypes } from './summary.js';
import { metricText } from './text.js';
import type { ToldTraffic } from './traffic/traffic-log.js';
import { hasCommitments, hasFargate, hasFargateShortage, hasInstances, hasItems, hasShortage, hasSpot } from './what-occurred.js';

/** How wide the terminal is and whether it shows colour: the caller knows, this module only makes text. */
export interface TerminalLook {
  readonly width: number;
  readonly hasColour: boolean;
}

/** Metrics of a table that has to fit a screen; files have them all. */
const SHOWN = [
  'cost_usd',
  'cost_per_task_hour_usd',
  'tasks_started',
  'tasks_failed',
  'tasks_interrupted',
  'tasks_waiting',
  'wait_p50_ms',
  'wait_p95_ms',
  'wait_p99_ms',
  'wait_max_ms',
  'below_desired_task_minutes',
];
/** Not shown where all of it runs on Fargate. */
const SHOWN_OF_INSTANCES = [
  'instance_hours',
  'peak_instances',
  'cpu_reserved_percent',
  'memory_reserved_percent',
  'eni_reserved_percent',
  'cpu_stranded_percent',
  'scale_outs',
  'scale_ins',
];
/** Shown as well where some run had Spot, or could not launch. */
const SHOWN_OF_SPOT = ['cost_spot_usd', 'spot_savings_usd', 'spot_savings_percent', 'tasks_interrupted_by_spot'];
const SHOWN_OF_SPOT_INSTANCES = ['spot_instance_hours', 'interrupted_instances'];
const SHOWN_OF_SHORTAGE = ['launch_failures', 'below_desired_instance_minutes'];
const SHOWN_OF_FARGATE = ['cost_fargate_usd', 'fargate_vcpu_hours', 'peak_fargate_vcpus'];
const SHOWN_OF_FARGATE_SHORTAGE = ['fargate_refused_tasks', 'fargate_quota_task_minutes', 'fargate_capacity_task_minutes'];
const SHOWN_OF_ITEMS = ['cost_items_usd'];
const SHOWN_OF_COMMITMENTS = ['commitments_usd'];
/** What is drawn as bars over time: nothing of Fargate where nothing runs there, and nothing of instances where all does. */
const SPARKS: readonly { label: string; has: (run: RunMetrics) => boolean; of: (series: RunSeries) => readonly number[] }[] = [
  { label: 'Instances', has: ({ headline }) => hasInstances(headline) || !hasFargate(headline), of: ({ instances }) => instances },
  { label: 'vCPUs, Fargate', has: ({ headline }) => hasFargate(headline), of: ({ fargateVcpus }) => fargateVcpus },
];
const FAULTS_SHOWN = 20;
const SERVICES_SHOWN = 8;
const DEPLOYMENTS_SHOWN = 20;
const BARS = '▁▂▃▄▅▆▇█';
const GAP = '  ';

/** The side-by-side table: metrics as rows, scenarios as columns, under each value its difference from the first. */
export function comparisonText(runs: readonly FinishedRun[], look: TerminalLook): string {
  const metrics = runs.map((run) => run.record.metrics);
  const rows = comparisonRows(
    metrics.map(({ headline }) => headline),
    shown(metrics),
  );
  const labelWidth = Math.max(...rows.map(({ metric }) => metric.label.length));
  const table = rows.map(({ metric, cells }) => ({ label: metric.label, cells }));
  const widths = runs.map((run, i) => Math.max(run.identity.name.length, ...table.map(({ cells }) => cellWidth(cells[i]))));
  // Columns that do not fit beside each other go below: each block repeats the labels.
  const blocks = columnBlocks(widths, look.width - labelWidth);
  const text = blocks.map((columns) => {
    const head = `${' '.repeat(labelWidth)}${columns.map((i) => GAP + bold(runs[i].identity.name.padStart(widths[i]), look)).join('')}`;
    const lines = table.map(
      ({ label, cells }) => `${label.padEnd(labelWidth)}${columns.map((i) => GAP + cellText(cells[i], widths[i], look)).join('')}`,
    );
    const sparks = SPARKS.filter(({ has }) => metrics.some(has)).map(
      ({ label, of }) =>
        `${label.padEnd(labelWidth)}${columns.map((i) => GAP + sparkline(of(runs[i].record.series), widths[i]).padStart(widths[i])).join('')}`,
    );
    return [head, ...lines, ...sparks].join('\n');
  });
  return `${[...text, ...formulaNote(runs).filter((line) => line !== ''), wrap(comparisonSentence(runs), look.width)].join('\n\n')}\n`;
}

function shown(runs: readonly RunMetrics[]): string[] {
  const headlines = runs.map(({ headline }) => headline);
  const hasNone = headlines.some(hasFargate) && !headlines.some(hasInstances);
  return [
    ...SHOWN,
    ...(hasNone ? [] : SHOWN_OF_INSTANCES),
    ...(headlines.some(hasSpot) ? [...SHOWN_OF_SPOT, ...(hasNone ? [] : SHOWN_OF_SPOT_INSTANCES)] : []),
    ...(headlines.some(hasShortage) ? SHOWN_OF_SHORTAGE : []),
    ...(headlines.some(hasFargate) ? SHOWN_OF_FARGATE : []),
    ...(headlines.some(hasFargateShortage) ? SHOWN_OF_FARGATE_SHORTAGE : []),
    ...(headlines.some(hasItems) ? SHOWN_OF_ITEMS : []),
    ...(runs.some(hasCommitments) ? SHOWN_OF_COMMITMENTS : []),
  ];
}

/** Limits that AWS does not state are never shown without saying so. */
function formulaNote(runs: readonly FinishedRun[]): string[] {
  const types = runs.flatMap(({ setup }) => usedTypes(setup)).filter((type) => type.trunk_source === 'ec2-api');
  const names = [...new Set(types.map((type) => type.instance_type))];
  return names.length === 0 ? [] : [`awsvpc task limits by formula, not from AWS's table (trunkLimits: ec2-api): ${names.join(', ')}`, ''];
}

/** What one run came to: a sentence, the instances over time, the headline metrics. */
export function runText(run: FinishedRun, look: TerminalLook): string {
  const { identity, record } = run;
  const { headline } = record.metrics;
  const keys = shown([record.metrics]);
  // One run has room for what its waiting is made of.
  const metrics = METRICS.filter(({ key }) => keys.includes(key) || /^wait_(\w+_)?mean_ms$/.test(key)).map((metric) => [
    metric.label,
    metricText(metric, headline[metric.key]),
  ]);
  const [labelWidth, valueWidth] = [0, 1].map((i) => Math.max(...metrics.map((row) => row[i].length)));
  const lines = metrics.map(([label, value]) => `${label.padEnd(labelWidth)}${GAP}${value.padStart(valueWidth)}`);
  const bars = SPARKS.filter(({ has }) => has(record.metrics));
  const sparkLabel = Math.max(...bars.map(({ label }) => label.length));
  const sparkWidth = Math.max(10, look.width - sparkLabel - GAP.length);
  return [
    bold(identity.name, look),
    wrap(runSentence(run), look.width),
    '',
    ...bars.map(({ label, of }) => `${label.padEnd(sparkLabel)}${GAP}${sparkline(of(record.series), sparkWidth)}`),
    '',
    ...lines,
    '',
    ...formulaNote([run]),
    ...trafficLines(record.traffic, look.width),
    ...faultLines(record.faults, look.width),
    ...serviceLines(record, look.width),
    ...record.stillWaiting.flatMap((waiting) => [wrap(waitingSentence(waiting), look.width), '']),
    ...verdictLines(run.verdicts, look),
    ...(identity.forkedFrom === undefined ? [] : [wrap(forkSentence(identity.forkedFrom), look.width), '']),
    `seed ${identity.seed}, scenario ${identity.scenarioHash}, Drydock ${identity.engineVersion}, ${identity.events} events, digest ${identity.digest}`,
    '',
  ].join('\n');
}

/** What came to services, and what their scalers did: the busiest of many. */
function trafficLines(traffic: readonly ToldTraffic[], width: number): string[] {
  if (traffic.length === 0) return [];
  const busiest = [...traffic].sort((a, b) => b.requests - a.requests).slice(0, SERVICES_SHOWN);
  const more = traffic.length - busiest.length;
  const lines = busiest.map((service) => wrap(trafficSentence(service), width));
  return [...lines, ...(more > 0 ? [`${more} more services with load or scaling are in summary.json.`] : []), ''];
}

/** The first of many faults: files have them all. */
function faultLines(faults: readonly ToldFault[], width: number): string[] {
  if (faults.length === 0) return [];
  const lines = faults.slice(0, FAULTS_SHOWN).map((fault) => wrap(faultSentence(fault), width));
  return [...lines, ...(faults.length > FAULTS_SHOWN ? [`${faults.length - FAULTS_SHOWN} more faults are in summary.json.`] : []), ''];
}

/** Each expectation of the scenario, with what was found. */
function verdictLines(verdicts: readonly Verdict[], look: TerminalLook): string[] {
  if (verdicts.length === 0) return [];
  const width = Math.max(...verdicts.map(({ expected }) => expected.length));
  const lines = verdicts.map((verdict) => {
    const mark = tone(verdict.holds ? '✓' : '✗', verdict.holds, look);
    return `${mark} ${verdict.expected.padEnd(width)}${GAP}${verdict.holds ? 'holds' : 'FAILS'}: ${foundText(verdict)}`;
  });
  return ['Expected of this scenario:', ...lines, ''];
}

/** The first of many deployments, and what held services up. */
function serviceLines({ deployments, troubles }: RunRecord, width: number): string[] {
  const all = [...deployments.filter(isNews).map(deploymentSentence), ...troubles];
  if (all.length === 0) return [];
  const lines = all.slice(0, DEPLOYMENTS_SHOWN).map((sentence) => wrap(sentence, width));
  return [...lines, ...(all.length > DEPLOYMENTS_SHOWN ? [`${all.length - DEPLOYMENTS_SHOWN} more are in summary.json.`] : []), ''];
}

/** The greatest value of each of `width` equal stretches as a bar; from 0 to the greatest of all. */
export function sparkline(values: readonly number[], width: number): string {
  const greatest = values.reduce((most, value) => Math.max(most, value), 0);
  const stretches = Math.min(width, values.length);
  let line = '';
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * values.length) / stretches);
    const to = Math.floor(((stretch + 1) * values.length) / stretches);
    const most = values.slice(from, to).reduce((max, value) => Math.max(max, value), 0);
    line += greatest === 0 ? BARS[0] : BARS[Math.round(((BARS.length - 1) * most) / greatest)];
  }
  return line;
}

type Cell = ReturnType<typeof comparisonRows>[number]['cells'][number];

function cellWidth({ text, difference }: Cell): number {
  return text.length + (difference === '' ? 0 : difference.length + 3);
}

function cellText(cell: Cell, width: number, look: TerminalLook): string {
  const { text, difference, isBetter } = cell;
  const pad = ' '.repeat(width - cellWidth(cell));
  if (difference === '') return pad + text;
  return `${pad}${text} ${tone(`(${difference})`, isBetter, look)}`;
}

function columnBlocks(widths: readonly number[], room: number): number[][] {
  const blocks: number[][] = [];
  let left = 0;
  widths.forEach((width, i) => {
    if (blocks.length === 0 || left < width + GAP.length) {
      blocks.push([]);
      left = room;
    }
    blocks.at(-1)!.push(i);
    left -= width + GAP.length;
  });
  return blocks;
}

/** Breaks between words, never between a number and its unit. */
function wrap(text: string, width: number): string {
  const lines: string[] = [''];
  for (const word of text.match(/\d[\d.,]*(?: (?:min|ms|s|h|d|%)\b| %|(?: \d+ (?:min|s|h)\b))*\S*|\S+/g) ?? []) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

/** Blue for better, yellow for worse: apart for any colour vision, and the sign of the number says it as well. */
function tone(text: string, isBetter: boolean | null, look: TerminalLook): string {
  if (!look.hasColour || isBetter === null) return text;
  return `\u001b[${isBetter ? 36 : 33}m${text}\u001b[39m`;
}

function bold(text: string, look: TerminalLook): string {
  return look.hasColour ? `\u001b[1m${text}\u001b[22m` : text;
}
