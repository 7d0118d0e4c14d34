import type { Described } from '../../estate.js';
import { listOf, shortText } from '../../plain.js';
import { field, textAt } from '../../shaped.js';
import type { Building, Part } from '../context.js';
import { msOf } from '../moments.js';
import { providerName } from '../providers.js';

/** The last minutes of CapacityProviderReservation, so that its alarms go on. Other metrics are for backtests and loads. */

const METRIC = 'CapacityProviderReservation';
const MINUTE_MS = 60_000;
const VALUES_MAX = 180;
/** An alarm looks back for a quarter of an hour: what ends before is of no use, and of another time. */
const STALE_MS = 15 * MINUTE_MS;
/** Beyond this the files are not of one time. */
const APART_MS = 24 * 60 * MINUTE_MS;

export function metricsOf(building: Building, atMs: number): Part {
  const { estate, findings } = building;
  const found: Record<string, number[]> = {};
  const others: Described[] = [];
  for (const described of estate.metrics) {
    const provider = providerIn(building, described);
    if (provider === undefined) {
      others.push(described);
      continue;
    }
    const values = valuesOf(building, described, atMs);
    if (values.length > 0) found[provider] = values;
  }
  const [first] = others;
  if (first !== undefined)
    findings.leftOut(
      { file: first.place.file, field: 'MetricDataResults' },
      `${others.length} of other metrics: a backtest holds a run against them, and load.arrivals of format cloudwatch makes a load of them`,
    );
  return Object.keys(found).length === 0 ? {} : { metrics: { [METRIC]: found } };
}

/** By the query with its id, in the file beside it, else by its label. */
function providerIn({ estate, scenario }: Building, { value, place }: Described): string | undefined {
  const id = textAt(value, 'id');
  const stem = place.file.replace(/\.json$/, '');
  const query = estate.metricQueries.find((one) => one.place.file === `${stem}.queries.json` && textAt(one.value, 'id') === id);
  const metric = field(field(query?.value, 'metricStat'), 'metric');
  const dimension = listOf(field(metric, 'dimensions')).find((one) => textAt(one, 'name') === 'CapacityProviderName');
  const label = textAt(value, 'label') ?? '';
  const isOurs = query === undefined ? label.includes(METRIC) : textAt(metric, 'metricName') === METRIC;
  if (!isOurs) return undefined;
  const names = scenario.cluster.capacityProviders.flatMap((part) => (typeof part === 'string' ? [] : [String(part.name)]));
  const named = textAt(dimension, 'value');
  const words = named === undefined ? label.split(/[^\w-]+/) : [named];
  return names.find((name) => words.some((word) => providerName(word) === name));
}

/** A value a minute up to the present, the oldest first; without a gap at the end. */
function valuesOf({ findings }: Building, { value, place }: Described, atMs: number): number[] {
  const [times, values] = [listOf(field(value, 'timestamps')).map(msOf), listOf(field(value, 'values')).map(Number)];
  const points = times.flatMap((ms, i) =>
    ms === undefined || !Number.isFinite(values[i]!) || values[i]! < 0 ? [] : [{ ms, value: values[i]! }],
  );
  points.sort((a, b) => a.ms - b.ms);
  const last = points.findLast(({ ms }) => ms <= atMs);
  if (last === undefined || atMs - last.ms > STALE_MS) {
    const apartMs = last === undefined ? (points[0]?.ms ?? atMs) - atMs : atMs - last.ms;
    const message = `the times of ${shortText(textAt(value, 'label') ?? textAt(value, 'id'))} do not overlap with the state of the cluster: they ${last === undefined ? 'begin' : 'end'} ${Math.round(apartMs / MINUTE_MS)} minutes ${last === undefined ? 'after' : 'before'} it`;
    if (apartMs > APART_MS) findings.mistake(place, message);
    else if (points.length > 0) findings.leftOut(place, message);
    return [];
  }
  const found: number[] = [];
  let next = last.ms;
  for (const point of points.filter(({ ms }) => ms <= last.ms).reverse()) {
    if (next - point.ms > MINUTE_MS || found.length >= VALUES_MAX) break;
    if (found.length === 0 || next - point.ms === MINUTE_MS) found.unshift(point.value);
    next = point.ms;
  }
  return found;
}
