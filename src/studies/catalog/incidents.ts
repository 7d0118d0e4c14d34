import { type Column, textTable, wrapped } from '../../cli/text-table.js';
import { HOUR_MS } from '../../kernel/durations.js';
import { numberText } from '../../kernel/quantity-text.js';
import { incidentIds, libraryTimeline } from '../../run/incident/library.js';
import { BASES, type Basis, type StepText, type TimelineText } from '../../scenario/incidents/timeline-schema.js';
import { spanOf, startMsOf } from '../../scenario/incidents/times.js';
import { settingsOf } from '../../scenario/incidents/values.js';

/** The library of incidents as a table, or one of them step by step. */
export function incidentsText(
  id: string,
  { json = false, width }: { readonly json?: boolean | undefined; readonly width?: number | undefined },
): string {
  const timelines = id === '' ? incidentIds().map(libraryTimeline) : [libraryTimeline(id)];
  if (json) return `${JSON.stringify(id === '' ? timelines : timelines[0], null, 2)}\n`;
  const lines = id === '' ? listLines(timelines, width) : shownLines(timelines[0]!, width);
  return `${lines.join('\n')}\n`;
}

function listLines(timelines: readonly TimelineText[], width: number | undefined): string[] {
  const count = ({ steps }: TimelineText, basis: Basis) => `${steps.filter((step) => step.basis === basis).length}`;
  const columns: Column<TimelineText>[] = [
    { head: 'Incident', cell: ({ incident }) => incident },
    { head: 'Scope', cell: ({ scope }) => scope },
    { head: 'Hours', align: 'right', cell: hoursText },
    ...BASES.map((basis): Column<TimelineText> => ({ head: basis, align: 'right', cell: (one) => count(one, basis) })),
  ];
  return [
    ...textTable(timelines, columns, width),
    '',
    ...wrapped(
      'stated: steps that a source of AWS states; retold: that others retell; assumed: guesses. To see one: drydock catalog --incidents ID. To run a scenario through it: drydock run SCENARIO --incident ID.',
      width,
    ),
  ];
}

function hoursText({ start, end }: TimelineText): string {
  if (end === 'open') return 'open';
  return numberText((startMsOf({ start: end }) - startMsOf({ start })) / HOUR_MS, 1);
}

function shownLines(timeline: TimelineText, width: number | undefined): string[] {
  const { incident, title, region, scope, zones, sources, settings, notes } = timeline;
  const stated = settingsOf(timeline, 'stated', {});
  const spans = timeline.steps.map((step) => ({ step, span: spanOf(step, timeline, stated)! }));
  spans.sort((a, b) => a.span.fromMs - b.span.fromMs);
  const letters = Object.entries(zones).map(([letter, { stated: zone }]) => `${letter}${zone === undefined ? '' : ` (${zone})`}`);
  const where = letters.length === 0 ? region : `${region}, zone ${letters.join(' and ')}`;
  const labels = Object.entries(settings).map(
    ([name, { default: usual, min, max, why }]) => `${name} = ${usual} (${min} to ${max}): ${why}`,
  );
  return [
    ...wrapped(`${incident}: ${title}.`, width),
    ...wrapped(
      `${where}; scope: ${scope}; ${utcText(startMsOf({ start: timeline.start }))} to ${timeline.end === 'open' ? 'open' : utcText(startMsOf({ start: timeline.end }))} UTC.`,
      width,
    ),
    '',
    ...spans.flatMap(({ step, span }) => [
      `${utcText(span.fromMs)}${span.toMs === null ? '' : ` - ${utcText(span.toMs)}`}  ${step.id}`,
      ...indented(faultText(step), width),
      ...indented(`${step.basis}${step.source === undefined ? '' : ` (${step.source})`}: ${step.line}`, width),
    ]),
    ...(labels.length === 0 ? [] : ['', 'Guesses ($), each with its range:', ...labels.flatMap((label) => indented(label, width))]),
    ...(notes.length === 0 ? [] : ['', ...notes.flatMap((note) => wrapped(note, width))]),
    '',
    ...sources.map(({ id, kind, url }) => `${id} (${kind}): ${url}`),
  ];
}

function indented(text: string, width = 100): string[] {
  return wrapped(text, width - 2).map((line) => `  ${line}`);
}

function faultText({ fault, where, variant }: StepText): string {
  const { type, ...rest } = fault;
  const parts = Object.entries(rest).map(([key, value]) => `${key} ${Array.isArray(value) ? value.join(', ') : value}`);
  const place = where === 'region' ? '' : ` in ${where}`;
  return `${String(type)}${place}${parts.length === 0 ? '' : `: ${parts.join('; ')}`}${variant === undefined ? '' : `; in the variant ${variant} alone`}`;
}

/** Formats a time in UTC: 2025-10-20 06:48. */
function utcText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
