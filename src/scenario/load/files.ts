import type { Ms } from '../../kernel/event-loop.js';
import { durationText } from '../../kernel/quantity-text.js';
import { AccessLogReader } from '../../load/formats/access-log.js';
import { isoText } from '../../load/formats/clock.js';
import { countsOnce, countsRepeated, type MinuteCounts } from '../../load/formats/counts.js';
import { InvocationReader } from '../../load/formats/invocations.js';
import { readRates } from '../../load/formats/rates.js';
import type { TaskUse } from '../../load/resource-use.js';
import type { LoadShape } from '../../load/shape.js';
import type { Mistakes } from '../../workload/formats/mistakes.js';
import { csvTable } from '../../workload/formats/table.js';
import { startsAtMsOf } from '../complete.js';
import { readInto } from '../market/files.js';
import type { LoadText, Scenario } from '../schema.js';
import type { Path } from '../text/problem.js';
import { durationMs } from '../units.js';
import type { Recorded, Recording } from './recorded.js';

type FileText = Extract<LoadText['arrivals'], { type: 'file' }>;

/** Load from a file; recorded loads may depend on what a task does with a request. */
type FileLoad = (task: TaskUse) => LoadShape;

/** Loads by file and way of reading. Unreadable files are missing. */
export type LoadFiles = ReadonlyMap<string, FileLoad>;

/** Equal keys for files that give the same load. A recorded load also depends on the tasks of the service. */
export function loadFileKey({ file, format, functions = {}, series, repeat }: FileText, serviceName: string): string {
  const { owner, app, function: name, trigger } = functions;
  return JSON.stringify([file, format, repeat, owner, app, name, trigger, series, format === 'cloudwatch' ? serviceName : '']);
}

/** Reads the files that services name, once for each way of reading; mistakes are reported with their rows. */
export function readLoadFiles(scenario: Scenario, reading: Recording, recorded: Recorded): LoadFiles {
  const known = new Map<string, FileLoad>();
  const read = new Map<string, readonly Found[]>();
  scenario.services.forEach(({ load, serviceName }, i) => {
    if (load?.arrivals.type !== 'file') return;
    const { arrivals } = load;
    const key = loadFileKey(arrivals, serviceName);
    const path = ['services', i, 'load', 'arrivals', 'file'];
    if (arrivals.format === 'cloudwatch') {
      const load = recorded.load(path.slice(0, -1), arrivals, serviceName);
      if (load !== undefined) known.set(key, load.shapeFor);
      return;
    }
    const { file } = arrivals;
    if (typeof file !== 'string') {
      reading.error(path, `is a list: of format ${arrivals.format} it is one file, only of cloudwatch several`);
      return;
    }
    readInto(read, key, { file, path, parse: (text, mistakes) => [foundIn(text, arrivals, mistakes)] }, reading);
    const [found] = read.get(key) ?? [];
    if (found === undefined) return;
    known.set(key, () => found.shape);
    if (found.stamped !== undefined) warnOfTimes(scenario, found.stamped, { file, path, reading });
  });
  return known;
}

const NOTHING: LoadShape = { kind: 'constant', perSecond: 0 };

interface Found {
  readonly shape: LoadShape;
  /** The time stamps of the first and the last row, where rates have them, in milliseconds since 1970. */
  readonly stamped?: readonly [firstMs: Ms, lastMs: Ms];
}

function foundIn(text: string, arrivals: FileText, mistakes: Mistakes): Found {
  if (arrivals.format !== 'rates') return { shape: countsOf(text, arrivals, mistakes) };
  const rates = readRates(csvTable(text, mistakes), mistakes);
  if (rates === null) return { shape: NOTHING };
  const { shape, fromMs } = rates;
  return fromMs === null ? { shape } : { shape, stamped: [fromMs, fromMs + shape.atMs.at(-1)!] };
}

/** The last row itself holds for some time: rows of up to an hour are usual. */
const LAST_ROW_MS = 3_600_000;

/** A recording by time stamps begins with the run, whatever its date, and its last rate holds on: both may be unwanted. */
function warnOfTimes(
  scenario: Scenario,
  [firstMs, lastMs]: readonly [Ms, Ms],
  { file, path, reading }: { readonly file: string; readonly path: Path; readonly reading: Recording },
): void {
  const beginsMs = startsAtMsOf(scenario);
  if (firstMs !== beginsMs)
    reading.warn(
      path,
      `${file} begins at ${isoText(firstMs)} and the run at ${isoText(beginsMs)}: its first row is taken for the beginning of the run. startsAt: ${isoText(firstMs)} makes the times equal`,
    );
  const overMs = durationMs(scenario.duration) - (lastMs - firstMs);
  if (overMs > LAST_ROW_MS)
    reading.warn(path, `${file} ends ${durationText(overMs)} before the run, and its last rate holds on until then`);
}

function countsOf(text: string, { format, functions = {}, repeat }: FileText, mistakes: Mistakes): LoadShape {
  const lines = text.split(/\r?\n/);
  if (format === 'access-log') {
    const reader = new AccessLogReader(mistakes);
    for (const [i, line] of lines.entries()) reader.read(line, i + 1);
    return countsIn(reader.result(), repeat);
  }
  const wanted = Object.fromEntries(Object.entries(functions).filter(([, name]) => name !== undefined));
  const reader = new InvocationReader(wanted, mistakes);
  reader.readDay(lines);
  return countsIn(reader.result(), repeat);
}

function countsIn(counts: MinuteCounts, isRepeated: boolean): LoadShape {
  if (counts.counts.length === 0) return NOTHING;
  return isRepeated ? countsRepeated(counts) : countsOnce(counts, 0);
}
