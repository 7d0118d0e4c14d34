import { MINUTE_MS, type ObservedSeries, seriesText } from '../../../observed/series.js';
import type { Building, Part } from '../context.js';
import { providerName } from '../providers.js';
import { placeOf } from '../recorded.js';

/** Imports the last minutes of CapacityProviderReservation, so that its alarms continue. Other metrics serve backtests and loads. */

const METRIC = 'CapacityProviderReservation';
const VALUES_MAX = 180;
/** Alarms look back 15 minutes; a series that ends earlier has no effect. */
const STALE_MS = 15 * MINUTE_MS;
/** Beyond this distance the files describe different times. */
const APART_MS = 24 * 60 * MINUTE_MS;

export function metricsOf(building: Building, atMs: number): Part {
  const found: Record<string, number[]> = {};
  for (const series of building.recordings.series) {
    const provider = providerIn(building, series);
    if (provider === undefined) continue;
    building.recordings.used.add(series);
    const values = valuesOf(building, series, atMs);
    if (values.length > 0) found[provider] = values;
  }
  return Object.keys(found).length === 0 ? {} : { metrics: { [METRIC]: found } };
}

/** Matches the provider by the query, else by the label. */
function providerIn({ scenario }: Building, { name, label }: ObservedSeries): string | undefined {
  if (name === null ? !label.includes(METRIC) : name.metric !== METRIC) return undefined;
  const names = scenario.cluster.capacityProviders.flatMap((part) => (typeof part === 'string' ? [] : [String(part.name)]));
  const named = name?.dimensions.CapacityProviderName;
  const words = named === undefined ? label.split(/[^\w-]+/) : [named];
  return names.find((one) => words.some((word) => providerName(word) === one));
}

/** Returns one value per minute up to the present, oldest first, without a gap at the end. */
function valuesOf({ findings }: Building, series: ObservedSeries, atMs: number): number[] {
  const points = series.atMs.flatMap((ms, i) => (series.values[i]! < 0 ? [] : [{ ms, value: series.values[i]! }]));
  const last = points.findLast(({ ms }) => ms <= atMs);
  if (last === undefined || atMs - last.ms > STALE_MS) {
    const apartMs = last === undefined ? (points[0]?.ms ?? atMs) - atMs : atMs - last.ms;
    const message = `the times of ${seriesText(series)} do not overlap with the state of the cluster: they ${last === undefined ? 'begin' : 'end'} ${Math.round(apartMs / MINUTE_MS)} minutes ${last === undefined ? 'after' : 'before'} it`;
    if (apartMs > APART_MS) findings.mistake(placeOf(series), message);
    else if (points.length > 0) findings.leftOut(placeOf(series), message);
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
