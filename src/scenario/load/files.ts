import { AccessLogReader } from '../../load/formats/access-log.js';
import { countsOnce, countsRepeated, type MinuteCounts } from '../../load/formats/counts.js';
import { InvocationReader } from '../../load/formats/invocations.js';
import { readRates } from '../../load/formats/rates.js';
import type { TaskUse } from '../../load/resource-use.js';
import type { LoadShape } from '../../load/shape.js';
import type { Mistakes } from '../../workload/formats/mistakes.js';
import { csvTable } from '../../workload/formats/table.js';
import { readInto } from '../market/files.js';
import type { LoadText, Scenario } from '../schema.js';
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
  const read = new Map<string, readonly LoadShape[]>();
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
    readInto(read, key, { file, path, parse: (text, mistakes) => [shapeIn(text, arrivals, mistakes)] }, reading);
    const [shape] = read.get(key) ?? [];
    if (shape !== undefined) known.set(key, () => shape);
  });
  return known;
}

const NOTHING: LoadShape = { kind: 'constant', perSecond: 0 };

function shapeIn(text: string, { format, functions = {}, repeat }: FileText, mistakes: Mistakes): LoadShape {
  if (format === 'rates') return readRates(csvTable(text, mistakes), mistakes) ?? NOTHING;
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
