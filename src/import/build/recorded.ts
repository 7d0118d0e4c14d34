import { MINUTE_MS } from '../../kernel/durations.js';
import { isoText } from '../../load/formats/clock.js';
import { tasksThatRan } from '../../observed/load.js';
import { gapsIn, gapsSentence, minutesOf, type Window } from '../../observed/minutes.js';
import { isWanted, type ObservedSeries, seriesText } from '../../observed/series.js';
import type { Place } from '../findings.js';
import { textAt } from '../in-scenario-shape.js';
import { listOf } from '../plain-data.js';
import type { Building, Part } from './context.js';
import type { Scaled } from './definitions.js';

/** Matches recorded metrics with services, and returns how the scenario refers to them. */

/** A metric of the service, with the dimensions that select it in the scenario. */
export interface RecordedSeries {
  readonly series: ObservedSeries;
  readonly dimensions: Readonly<Record<string, string>>;
}

interface RecordedRequest {
  readonly metric: string;
  readonly statistic?: string;
  readonly dimension: 'ServiceName' | 'TargetGroup' | 'QueueName';
  readonly values: readonly string[];
}

/** Matches by the query; a label counts only where it names the resource. */
function findRecorded({ recordings }: Building, { metric, statistic, dimension, values }: RecordedRequest): RecordedSeries | undefined {
  for (const value of values) {
    const dimensions = { [dimension]: value };
    const series = recordings.series.find(
      (one) => isWanted(one, { metric, statistic, dimensions }) && (one.name !== null || /[\s,;|]/.test(one.label.trim())),
    );
    if (series !== undefined) return { series, dimensions };
  }
  return undefined;
}

export function ofService(
  building: Building,
  { name, described }: Pick<Scaled, 'name' | 'described'>,
  metric: string,
  statistic = 'Average',
) {
  const own = textAt(described.value, 'serviceName', 'name');
  return findRecorded(building, { metric, statistic, dimension: 'ServiceName', values: own === undefined ? [name] : [own, name] });
}

/** Returns the series of a target group. The scenario uses its name in AWS, CloudWatch its id `targetgroup/NAME/ID`. */
export function ofTargetGroup(building: Building, { part }: Pick<Scaled, 'part'>, metric: string): RecordedSeries | undefined {
  const names = listOf(part.loadBalancers).flatMap((one) => textAt(one, 'targetGroupArn') ?? []);
  const called = building.recordings.series.flatMap(({ name }) => name?.dimensions.TargetGroup ?? []);
  const values = names.flatMap((name) => [...called.filter((group) => group.split('/').at(-2) === name), name]);
  return findRecorded(building, { metric, statistic: 'Sum', dimension: 'TargetGroup', values: [...new Set(values)] });
}

/** Returns the queue whose name contains that of the service; a single queue matches whatever its name. */
export function ofQueue(building: Building, name: string): RecordedSeries | undefined {
  const metric = 'NumberOfMessagesSent';
  const queues = [
    ...new Set(building.recordings.series.flatMap((one) => (one.name?.metric === metric ? (one.name.dimensions.QueueName ?? []) : []))),
  ];
  const named = queues.filter((queue) => queue.includes(name) || name.includes(queue));
  const values = named.length === 1 ? named : queues.length === 1 ? queues : [];
  return findRecorded(building, { metric, statistic: 'Sum', dimension: 'QueueName', values: [...values, name] });
}

/** Returns the running tasks per minute, derived as a load derives them from the same files. */
export function tasksOf({ recordings }: Building, name: string, dimensions: Readonly<Record<string, string>>): ObservedSeries | undefined {
  return tasksThatRan(recordings.series, dimensions, name);
}

/** Returns the files of these series, as the scenario names them. */
function fileText({ recordings }: Building, all: readonly ObservedSeries[]): string | string[] {
  const files = [...new Set(all.flatMap(({ files: own }) => own))].map((file) => recordings.pathOf(file));
  return files.length === 1 ? files[0]! : files;
}

export function placeOf({ file, field }: ObservedSeries): Place {
  return { file, field };
}

/** Returns the window from the first to the last minute of these series. */
export function windowOf(all: readonly ObservedSeries[]): Window {
  const fromMs = Math.min(...all.map(({ atMs }) => atMs[0] ?? Number.POSITIVE_INFINITY));
  const toMs = Math.max(...all.map(({ atMs, periodMs }) => (atMs.at(-1) ?? 0) + periodMs));
  return { fromMs, minutes: Number.isFinite(fromMs) ? Math.round((toMs - fromMs) / MINUTE_MS) : 0 };
}

/** Formats `RunningTaskCount of web, Average, from 2026-11-25T03:00:00Z to 2026-11-26T03:00:00Z`, with its gaps and how they are filled. */
export function recordedText(series: ObservedSeries, fill: 'zero' | 'hold'): string {
  const window = windowOf([series]);
  const to = window.fromMs + window.minutes * MINUTE_MS;
  const gaps = gapsSentence(gapsIn(minutesOf(series, window)), { fill, interpolateUpToMs: 0 });
  return `${seriesText(series)}, from ${isoText(window.fromMs)} to ${isoText(to)}${gaps === null ? '' : `: ${gaps}`}`;
}

/** Returns a block with `file`, or with `files` for several. */
export function fileBlock(building: Building, all: readonly ObservedSeries[]): Part {
  for (const one of all) building.recordings.replayed.add(one);
  return { file: fileText(building, all) };
}
