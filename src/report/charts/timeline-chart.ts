import { durationText } from '../../kernel/quantity-text.js';
import type { ActivityKind } from '../../record/activity-log.js';
import type { RunRecord } from '../../record/run-record.js';
import { faultSentence } from '../sentence.js';
import { inUnit, timeAxis, timeUnit } from './axes.js';
import { shared } from './build.js';
import type { ChartSpec, LineDataset, Point, TimeMark } from './chart-spec.js';
import { GREEN, GREY, ORANGE, PURPLE, VERMILLION } from './palette.js';

/** Most rows on a page; scaling-activities.csv has all of them. */
const ROWS_MAX = 12;
const ROW_PX = 42;
const FRAME_PX = 150;
const FAULTS = 'faults';
/** Vertical offsets, so that marks of one time do not cover each other. */
const ASIDE: Readonly<Record<string, number>> = { out: -0.2, in: 0.2 };

const KINDS: readonly { readonly kind: ActivityKind | 'fault'; readonly label: string; readonly look: Partial<LineDataset> }[] = [
  { kind: 'out', label: 'scale-out', look: mark(PURPLE, { pointStyle: 'triangle', pointRadius: 5 }) },
  { kind: 'in', label: 'scale-in', look: mark(ORANGE, { pointStyle: 'triangle', pointRotation: 180, pointRadius: 5 }) },
  { kind: 'held', label: 'held back', look: mark(GREY, { pointStyle: 'circle', pointRadius: 2.5 }) },
  { kind: 'deployment', label: 'deployment', look: mark(GREEN, { pointStyle: 'rectRot', pointRadius: 5 }) },
  { kind: 'spot', label: 'Spot interruption', look: mark(VERMILLION, { pointStyle: 'crossRot', pointRadius: 6, pointBorderWidth: 2.5 }) },
  { kind: 'trouble', label: 'trouble', look: mark(VERMILLION, { pointStyle: 'rect', pointRadius: 4 }) },
  { kind: 'fault', label: 'fault', look: mark(VERMILLION, { pointStyle: 'star', pointRadius: 6, pointBorderWidth: 2 }) },
];

/** Events over time, with a row for each capacity provider and service that has some. Empty if there are none. */
export function timelineChart({ activities, faults, endMs }: RunRecord): ChartSpec[] {
  const happened = [
    ...activities.map((one) => ({ kind: one.kind, row: one.of, atMs: one.atMs, text: `${one.what}: ${one.explanation}${timesText(one)}` })),
    ...faults.map((fault) => ({ kind: 'fault' as const, row: FAULTS, atMs: fault.at_ms, text: faultSentence(fault) })),
  ];
  const rows = [...new Set(happened.map(({ row }) => row))].slice(0, ROWS_MAX);
  if (rows.length === 0) return [];
  const { ms } = timeUnit(endMs);
  const datasets = KINDS.flatMap(({ kind, label, look }): LineDataset[] => {
    const data = happened
      .filter((one) => one.kind === kind && rows.includes(one.row))
      .map(({ atMs, row, text }): Point => ({ x: inUnit(atMs, ms), y: rows.indexOf(row) + (ASIDE[kind] ?? 0), text }));
    return data.length === 0 ? [] : [{ label, data, showLine: false, clip: 8, ...look }];
  });
  const { plugins, ...look } = shared('What happened, and why', undefined, 'line');
  const legend = { ...plugins.legend, reverse: false, labels: { ...plugins.legend.labels, pointStyleWidth: 14 } };
  const options = {
    ...look,
    plugins: { ...plugins, legend },
    parsing: false,
    interaction: { mode: 'nearest', intersect: true },
    scales: { x: timeAxis(endMs), y: { type: 'category', labels: rows, offset: true, ticks: { autoSkip: false } } },
  };
  return [
    {
      id: 'timeline',
      title: 'What happened, and why',
      description:
        'Every decision of scaling, deployment, interruption and fault at its time. Point at one for its reason, or read the table below.',
      config: { type: 'line', data: { datasets }, options } as unknown as ChartSpec['config'],
      time: { unitMs: ms, spanMs: endMs },
      heightPx: FRAME_PX + ROW_PX * rows.length,
      isWide: true,
    },
  ];
}

/** Events for lines across every chart over time: only outside events, because the charts mark the others themselves. */
export function outsideMarks({ activities, faults, endMs }: RunRecord): TimeMark[] {
  const { ms } = timeUnit(endMs);
  const spot = activities
    .filter(({ kind }) => kind === 'spot')
    .map((one) => ({ x: inUnit(one.atMs, ms), to: null, text: one.explanation }));
  const marks = faults.map((fault) => ({
    x: inUnit(fault.at_ms, ms),
    to: fault.until_ms > fault.at_ms ? inUnit(fault.until_ms, ms) : null,
    text: faultSentence(fault),
  }));
  const all = [...marks, ...spot];
  return all.length > MARKS_MAX ? marks.slice(0, MARKS_MAX) : all;
}

/** Most lines: more would hide the charts. */
const MARKS_MAX = 24;

function timesText({ times, atMs, untilMs }: RunRecord['activities'][number]): string {
  return times === 1 || untilMs === atMs ? '' : ` (${times} times until ${durationText(untilMs)})`;
}

function mark(colour: string, look: Partial<LineDataset>): Partial<LineDataset> {
  return { borderColor: colour, backgroundColor: colour, pointHoverRadius: 8, ...look };
}
