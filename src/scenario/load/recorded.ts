import { MINUTE_MS } from '../../kernel/durations.js';
import { type DerivedLoad, desiredEntries, loadFrom } from '../../observed/load.js';
import type { GapRule, Window } from '../../observed/minutes.js';
import { type Observed, readObserved } from '../../observed/read.js';
import { startsAtMsOf } from '../complete.js';
import type { Reading } from '../market/files.js';
import type { GapsText, LoadText, Scenario, ServiceText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { durationMs, formatDuration } from '../units.js';
import { SERIES_DEFAULT } from './schema.js';

/** How to read files, and where to report mistakes and gaps. */
export interface Recording extends Reading {
  warn(path: Path, message: string): void;
}

type Named = { readonly file: string | readonly string[]; readonly queries?: string | undefined };
type FileText = Extract<LoadText['arrivals'], { type: 'file' }>;

/** Reads each file once, however many services use it. */
export class Recorded {
  private readonly known = new Map<string, Observed | undefined>();
  private readonly window: Window;

  constructor(
    scenario: Scenario,
    private readonly reading: Recording,
  ) {
    this.window = { fromMs: startsAtMsOf(scenario), minutes: Math.ceil(durationMs(scenario.duration) / MINUTE_MS) };
  }

  /** The load from a file of CloudWatch; undefined if there is none, which has been reported then. */
  load(path: Path, arrivals: FileText, serviceName: string): DerivedLoad | undefined {
    const { metric, dimensions = {}, ...rest } = arrivals.series ?? SERIES_DEFAULT;
    const observed = this.read(path, { file: arrivals.file, queries: rest.queries });
    if (observed === undefined) return undefined;
    const load = loadFrom(observed.series, { metric, dimensions, serviceName, window: this.window, gaps: ruleOf(rest) });
    if ('problem' in load) {
      this.reading.error([...path, 'series'], load.problem);
      return undefined;
    }
    if (load.note !== null) this.reading.warn([...path, 'series'], load.note);
    return load;
  }

  /** Writes out a recorded desired count of a service. */
  withDesired(path: Path, service: ServiceText): ServiceText {
    const { desiredCountSchedule: schedule } = service;
    if (schedule?.recorded === undefined) return service;
    const { recorded, ...kept } = schedule;
    const at = [...path, 'desiredCountSchedule', 'recorded'];
    if (schedule.entries.length > 0 || schedule.every !== undefined) {
      this.reading.error(at, 'does not go with entries and every: it gives the whole course');
      return { ...service, desiredCountSchedule: kept };
    }
    const observed = this.read(at, recorded);
    if (observed === undefined) return { ...service, desiredCountSchedule: kept };
    const { metric, dimensions = { ServiceName: service.serviceName } } = recorded;
    const found = desiredEntries(observed.series, { metric, dimensions, window: this.window, gaps: ruleOf(recorded) });
    if ('problem' in found) {
      this.reading.error(at, found.problem);
      return { ...service, desiredCountSchedule: kept };
    }
    if (found.note !== null) this.reading.warn(at, found.note);
    return {
      ...service,
      desiredCountSchedule: { entries: found.entries.map(({ atMs, count }) => ({ at: formatDuration(atMs), desiredCount: count })) },
    };
  }

  private read(path: Path, { file, queries }: Named): Observed | undefined {
    const names = [...(typeof file === 'string' ? [file] : file), ...(queries === undefined ? [] : [queries])];
    const key = JSON.stringify(names);
    if (!this.known.has(key)) this.known.set(key, this.readNew(path, names));
    return this.known.get(key);
  }

  private readNew(path: Path, names: readonly string[]): Observed | undefined {
    const texts = names.map((name) => ({ name, text: this.reading.read(name) }));
    for (const { name, text } of texts) if (text === undefined) this.reading.error(path, `the file ${JSON.stringify(name)} cannot be read`);
    if (texts.some(({ text }) => text === undefined)) return undefined;
    const observed = readObserved(texts as { name: string; text: string }[]);
    for (const mistake of observed.mistakes) this.reading.error(path, mistake);
    return observed.mistakes.length > 0 ? undefined : observed;
  }
}

function ruleOf({ gaps, interpolateUpTo }: GapsText): GapRule {
  return { fill: gaps, interpolateUpToMs: durationMs(interpolateUpTo) };
}
