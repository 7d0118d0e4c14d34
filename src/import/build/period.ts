import { MINUTE_MS } from '../../kernel/durations.js';
import { isoMs, isoText } from '../../load/formats/clock.js';
import { type ObservedSeries, seriesText } from '../../observed/series.js';
import { formatDuration } from '../../scenario/units.js';
import type { Building } from './context.js';
import { placeOf, windowOf } from './recorded.js';

/** Sets the simulated period, and reports recordings outside it. */

export const DURATION = '24h';
/** Longest time between the state and the end of a recording that was made beside it and covers the time before it. */
const BESIDE_MS = 15 * MINUTE_MS;
const SOON_MS = 60 * MINUTE_MS;

/** Replays the recordings: from the present state on where they continue long enough, else from their own start. */
export function addPeriod({ scenario, recordings, findings }: Building): void {
  const replayed = [...recordings.replayed];
  if (replayed.length === 0) {
    findings.assumed({ file: '', field: '' }, `${DURATION} are simulated`, 'duration');
    scenario.period = { duration: DURATION, why: 'assumed: how long is simulated' };
    return;
  }
  const { fromMs, minutes } = windowOf(replayed);
  const toMs = fromMs + minutes * MINUTE_MS;
  const stateMs = scenario.startsAt === undefined ? undefined : isoMs(scenario.startsAt);
  const isAfter = stateMs !== undefined && toMs > stateMs + BESIDE_MS && fromMs <= stateMs + SOON_MS;
  const startMs = isAfter ? stateMs : fromMs;
  const duration = formatDuration(Math.floor((toMs - startMs) / MINUTE_MS) * MINUTE_MS);
  const place = placeOf(replayed[0]!);
  findings.understood(place, `the run replays what was recorded: ${duration} from ${isoText(startMs)}`);
  scenario.period = { duration, why: `what was recorded, to ${isoText(toMs)}` };
  if (stateMs !== undefined && !isAfter)
    findings.assumed(
      place,
      `the state of ${scenario.startsAt} stands for that at ${isoText(startMs)}, when the recording begins: the input does not have the latter`,
      'present.at',
    );
  scenario.startsAt = isoText(startMs);
}

const NAMED = 6;

/** Reports each file whose recordings the scenario does not use. */
export function reportUnused({ recordings, findings, scenario }: Building): void {
  const left = recordings.series.filter((one) => !recordings.used.has(one) && !recordings.replayed.has(one));
  for (const file of new Set(left.map((one) => one.file))) {
    const ofFile = left.filter((one) => one.file === file);
    const [nameless, named] = [ofFile.filter(({ name }) => name === null), ofFile.filter(({ name }) => name !== null)];
    if (named.length > 0)
      findings.leftOut(placeOf(named[0]!), `${namesOf(named)}: not in the scenario; drydock backtest compares a run with some of them`);
    if (nameless.length > 0)
      findings.leftOut(
        placeOf(nameless[0]!),
        `${namesOf(nameless)}: nothing says of what ${nameless.length === 1 ? 'it is' : 'they are'}: save get-metric-data with the queries that it was asked, or give it a label with the service in it, such as CPUUtilization ${String(scenario.services[0]?.serviceName ?? 'web')}`,
      );
  }
}

function namesOf(all: readonly ObservedSeries[]): string {
  const names = [...new Set(all.map(seriesText))];
  return `${names.slice(0, NAMED).join('; ')}${names.length > NAMED ? `; and ${names.length - NAMED} more` : ''}`;
}
