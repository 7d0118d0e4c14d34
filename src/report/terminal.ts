import { sentenceText } from '../kernel/sentence.js';
import { isMet, outcomeText, type Verdict } from '../record/expect/expectation.js';
import type { ReportedFault } from '../record/faults/fault-log.js';
import { METRICS } from '../record/metrics.js';
import { refreshSentence } from '../record/refreshes.js';
import { deploymentSentence, isNews } from '../record/rollouts/deployment-texts.js';
import type { RunMetrics } from '../record/run-metrics.js';
import type { RunRecord } from '../record/run-record.js';
import type { RunSeries } from '../record/series.js';
import type { ReportedTraffic } from '../record/traffic/service-traffic.js';
import { type Answer, answersOf } from './answers.js';
import { hasCommitments, hasFargate, hasInstances } from './features-used.js';
import { keyFacts } from './key-facts.js';
import { metricText } from './metric-text.js';
import { traceSentences } from './replayed-traces.js';
import { faultSentence, forkSentence, trafficSentence, transientSentences, waitingSentence } from './sentence.js';
import { shownMetrics } from './shown-metrics.js';
import { type FinishedRun, usedTypes } from './summary.js';
import { incidentText } from './survival/terminal.js';
import { otherFiguresSentence } from './survival/texts.js';
import { bold, GAP, type TerminalStyle, tone, wrap } from './terminal-style.js';

/** The series shown as bars over time: no Fargate series in a run without Fargate, and no instance series in a run with Fargate only. */
export const SPARKS: readonly { label: string; has: (run: RunMetrics) => boolean; values: (series: RunSeries) => readonly number[] }[] = [
  { label: 'Instances', has: ({ headline }) => hasInstances(headline) || !hasFargate(headline), values: ({ instances }) => instances },
  { label: 'vCPUs, Fargate', has: ({ headline }) => hasFargate(headline), values: ({ fargateVcpus }) => fargateVcpus },
];
const FAULTS_SHOWN = 20;
const SERVICES_SHOWN = 8;
const DEPLOYMENTS_SHOWN = 20;
const NOTES_SHOWN = 8;
/** The widest is Availability. */
const ABOUT_WIDTH = 'Availability'.length + GAP.length;
const BARS = '▁▂▃▄▅▆▇█';

/** A note for runs with limits that AWS does not state: reports must always mention them. */
export function formulaNote(runs: readonly FinishedRun[]): string[] {
  const types = runs.flatMap(({ setup }) => usedTypes(setup)).filter((type) => type.trunk_source === 'ec2-api');
  const names = [...new Set(types.map((type) => type.instance_type))];
  return names.length === 0 ? [] : [`awsvpc task limits by formula, not from AWS's table (trunkLimits: ec2-api): ${names.join(', ')}`, ''];
}

/** The result of one run: a sentence, the instances over time, the headline metrics. */
export function runText(run: FinishedRun, style: TerminalStyle): string {
  const { identity, record } = run;
  const { headline } = record.metrics;
  const keys = shownMetrics([headline], hasCommitments(record.metrics));
  // A single run has room for the parts of the waits.
  const metrics = METRICS.filter(({ key }) => keys.includes(key) || (/^wait_(\w+_)?mean_ms$/.test(key) && headline[key] !== 0)).map(
    (metric) => [metric.label, metricText(metric, headline[metric.key])],
  );
  const [labelWidth, valueWidth] = [0, 1].map((i) => Math.max(...metrics.map((row) => row[i].length)));
  const lines = metrics.map(([label, value]) => `${label.padEnd(labelWidth)}${GAP}${value.padStart(valueWidth)}`);
  const bars = SPARKS.filter(({ has }) => has(record.metrics));
  const sparkLabel = Math.max(...bars.map(({ label }) => label.length));
  const sparkWidth = Math.max(10, style.width - sparkLabel - GAP.length);
  return [
    `${bold(identity.name, style)}${identity.variantOf === undefined ? '' : `, a variant of ${identity.variantOf}`}`,
    ...answersOf(run).map((answer) => answerLines(answer, style)),
    '',
    ...(run.incident === undefined ? [] : [incidentText(run.incident, style), wrap(otherFiguresSentence(run.incident), style.width), '']),
    ...factLines(record, style.width),
    ...bars.map(({ label, values }) => `${label.padEnd(sparkLabel)}${GAP}${sparkline(values(record.series), sparkWidth)}`),
    '',
    ...lines,
    '',
    ...formulaNote([run]),
    ...trafficLines(record.traffic, style.width),
    ...faultLines(record.faults, style.width),
    ...serviceLines(record, style.width),
    ...noteLines([...record.limits.map(sentenceText), ...record.capacityNotes], style.width),
    ...traceSentences(run.traces ?? []).flatMap((sentence) => [wrap(sentence, style.width), '']),
    ...transientSentences(run).flatMap((sentence) => [wrap(sentence, style.width), '']),
    ...record.stillWaiting.flatMap((waiting) => [wrap(waitingSentence(waiting), style.width), '']),
    ...verdictLines(run.verdicts, style),
    ...leftOutLines(record.leftOut.map(sentenceText), style.width),
    ...(identity.forkedFrom === undefined ? [] : [wrap(forkSentence(identity.forkedFrom), style.width), '']),
    wrap(
      `seed ${identity.seed}, scenario ${identity.scenarioHash}, Drydock ${identity.engineVersion}, ${identity.events} events, digest ${identity.digest}${identity.whatFollows === undefined ? '' : `, of what follows the start ${identity.whatFollows}`}`,
      style.width,
    ),
    '',
  ].join('\n');
}

/** The subject of an answer, with its text beside it. */
function answerLines({ about, text }: Answer, style: TerminalStyle): string {
  const [first, ...more] = wrap(text, Math.max(20, style.width - ABOUT_WIDTH)).split('\n');
  return [bold(about.padEnd(ABOUT_WIDTH), style) + first, ...more.map((line) => ' '.repeat(ABOUT_WIDTH) + line)].join('\n');
}

function factLines(record: RunRecord, width: number): string[] {
  const facts = keyFacts(record);
  return facts.length === 0 ? [] : [...facts.map((fact) => itemText(fact, width)), ''];
}

function itemText(text: string, width: number): string {
  return `- ${wrap(text, width - 2).replaceAll('\n', '\n  ')}`;
}

/** The load of services and the decisions of their scalers; only the busiest services if there are many. */
function trafficLines(traffic: readonly ReportedTraffic[], width: number): string[] {
  if (traffic.length === 0) return [];
  const busiest = [...traffic].sort((a, b) => b.requests - a.requests).slice(0, SERVICES_SHOWN);
  const more = traffic.length - busiest.length;
  const lines = busiest.map((service) => wrap(trafficSentence(service), width));
  return [...lines, ...(more > 0 ? [`${more} more services with load or scaling are in summary.json.`] : []), ''];
}

/** The first faults if there are many; files have all of them. */
function faultLines(faults: readonly ReportedFault[], width: number): string[] {
  if (faults.length === 0) return [];
  const lines = faults.slice(0, FAULTS_SHOWN).map((fault) => wrap(faultSentence(fault), width));
  return [...lines, ...(faults.length > FAULTS_SHOWN ? [`${faults.length - FAULTS_SHOWN} more faults are in summary.json.`] : []), ''];
}

/** Returns each expectation of the scenario with the measured value. */
export function verdictLines(verdicts: readonly Verdict[], style: TerminalStyle, heading = 'Expected of this scenario'): string[] {
  if (verdicts.length === 0) return [];
  const width = Math.max(...verdicts.map(({ expected }) => expected.length));
  const lines = verdicts.map((verdict) => {
    const mark = tone(isMet(verdict) ? '✓' : '✗', isMet(verdict), style);
    return `${mark} ${verdict.expected.padEnd(width)}${GAP}${outcomeText(verdict)}`;
  });
  return [`${heading}:`, ...lines, ''];
}

/** The first instance refreshes and deployments if there are many, and the causes that held services up. */
function serviceLines({ refreshes, deployments, troubles }: RunRecord, width: number): string[] {
  const all = [...refreshes.map(refreshSentence), ...deployments.filter(isNews).map(deploymentSentence), ...troubles];
  if (all.length === 0) return [];
  const lines = all.slice(0, DEPLOYMENTS_SHOWN).map((sentence) => wrap(sentence, width));
  return [...lines, ...(all.length > DEPLOYMENTS_SHOWN ? [`${all.length - DEPLOYMENTS_SHOWN} more are in summary.json.`] : []), ''];
}

/** Limits of the model that matter to a reader of the figures. */
export function leftOutLines(leftOut: readonly string[], width: number, heading = 'Left out of these figures'): string[] {
  return leftOut.length === 0 ? [] : [wrap(`${heading}:`, width), ...leftOut.map((sentence) => itemText(sentence, width)), ''];
}

function noteLines(notes: readonly string[], width: number): string[] {
  const lines = notes.slice(0, NOTES_SHOWN).map((note) => wrap(note, width));
  const more = notes.length - lines.length;
  return [...lines, ...(more > 0 ? [`${more} more notes of this kind are in summary.json.`] : []), ...(lines.length > 0 ? [''] : [])];
}

/** The maximum of each of `width` equal stretches as a bar; bars range from 0 to the overall maximum. */
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
