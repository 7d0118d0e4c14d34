import { readBamboo } from '../../market/formats/bamboo.js';
import { type ReplaySeries, readNodeCounts } from '../../market/formats/node-counts.js';
import { readParcae } from '../../market/formats/parcae.js';
import { type PriceSeries, readPrices } from '../../market/formats/prices.js';
import { readSkyPilot } from '../../market/formats/skypilot.js';
import { Mistakes } from '../../workload/formats/mistakes.js';
import { csvTable } from '../../workload/formats/table.js';
import type { LoadText, Scenario } from '../schema.js';
import type { Path } from '../text/problem.js';
import type { RowProblem, Sources } from '../text/sources.js';

type TraceFormat = 'csv' | 'bamboo' | 'parcae' | 'skypilot';

/** Contents of the files that pools name, by file and format. Unreadable files are missing. */
export interface MarketFiles {
  readonly prices: ReadonlyMap<string, readonly PriceSeries[]>;
  readonly traces: ReadonlyMap<string, readonly ReplaySeries[]>;
}

export function traceKey({ file, format }: { file: string; format: TraceFormat }): string {
  return `${format} ${file}`;
}

/** How to read files, and where to report mistakes. */
export interface Reading {
  read(path: string): string | undefined;
  error(path: Path, message: string): void;
  readonly sources: Sources;
}

/** Reads each file once; mistakes are reported with their rows. */
export function readMarketFiles({ spot, onDemand }: Scenario, reading: Reading): MarketFiles {
  const prices = new Map<string, readonly PriceSeries[]>();
  const traces = new Map<string, readonly ReplaySeries[]>();
  spot.pools.forEach(({ prices: named }, i) => {
    if (named !== undefined)
      readInto(prices, named.file, { ...named, path: ['spot', 'pools', i, 'prices', 'file'], parse: pricesIn }, reading);
  });
  for (const [section, { pools }] of Object.entries({ spot, onDemand }))
    pools.forEach(({ trace }, i) => {
      if (trace === undefined) return;
      const path = [section, 'pools', i, 'trace', 'file'];
      readInto(traces, traceKey(trace), { ...trace, path, parse: TRACE_READERS[trace.format] }, reading);
    });
  return { prices, traces };
}

interface Named<T> {
  readonly file: string;
  readonly path: Path;
  parse(text: string, mistakes: Mistakes, file: string): readonly T[];
}

/** Reads a file unless it is known; a file with a mistake gives no content. */
export function readInto<T>(known: Map<string, readonly T[]>, key: string, { file, path, parse }: Named<T>, reading: Reading): void {
  if (known.has(key)) return;
  const { sources, read, error } = reading;
  const text = read(file);
  if (text === undefined) return error(path, `the file ${JSON.stringify(file)} cannot be read`);
  const mistakes = new FileMistakes();
  const series = parse(text, mistakes, file);
  sources.addOfTable(file, mistakes);
  known.set(key, mistakes.count === 0 ? series : []);
}

const pricesIn = (text: string, mistakes: Mistakes) => readPrices(csvTable(text, mistakes), mistakes);

const TRACE_READERS: Readonly<Record<TraceFormat, (text: string, mistakes: Mistakes, file: string) => readonly ReplaySeries[]>> = {
  csv: (text, mistakes) => readNodeCounts(csvTable(text, mistakes), mistakes),
  bamboo: (text, mistakes) => [{ typeName: '', zoneName: '', replay: readBamboo(text, mistakes) }],
  parcae: (text, mistakes) => [{ typeName: '', zoneName: '', replay: readParcae(text, mistakes) }],
  skypilot: (text, mistakes, file) => readSkyPilot(text, file, mistakes),
};

const KEPT = 20;

/** The mistakes of one file as data. */
class FileMistakes extends Mistakes {
  readonly problems: RowProblem[] = [];

  override refuse(row: number, column: string | null, message: string): void {
    super.refuse(row, column, message);
    this.keepRow({ row, column, message });
  }

  override refuseFile(message: string): void {
    super.refuseFile(message);
    this.keepRow({ row: 0, column: null, message });
  }

  private keepRow(problem: RowProblem): void {
    if (this.problems.length < KEPT) this.problems.push(problem);
  }
}

type LoadFile = Extract<LoadText['arrivals'], { type: 'file' }>;

/** Renames every file that a run reads again: loads of services, traces of workloads, and traces of pools with their prices. */
export function mapFiles(scenario: Scenario, rename: (file: string) => string): Scenario {
  const named = <T extends { readonly file: string }>(from: T): T => ({ ...from, file: rename(from.file) });
  const ofLoad = (from: LoadFile): LoadFile => {
    const { file, series } = from;
    const moved = { ...from, file: typeof file === 'string' ? rename(file) : file.map(rename) };
    if (series?.queries === undefined) return moved;
    return { ...moved, series: { ...series, queries: rename(series.queries) } };
  };
  const { services, workloads, spot, onDemand } = scenario;
  return {
    ...scenario,
    services: services.map((service) =>
      service.load?.arrivals.type === 'file' ? { ...service, load: { ...service.load, arrivals: ofLoad(service.load.arrivals) } } : service,
    ),
    workloads: workloads.map((workload) =>
      workload.arrivals.type === 'trace' ? { ...workload, arrivals: named(workload.arrivals) } : workload,
    ),
    spot: {
      ...spot,
      pools: spot.pools.map((pool) => ({
        ...pool,
        ...(pool.prices === undefined ? {} : { prices: named(pool.prices) }),
        ...(pool.trace === undefined ? {} : { trace: named(pool.trace) }),
      })),
    },
    onDemand: {
      ...onDemand,
      pools: onDemand.pools.map((pool) => ({ ...pool, ...(pool.trace === undefined ? {} : { trace: named(pool.trace) }) })),
    },
  };
}
