import { FITS, Refusal } from '../fit.js';
import type { TaskRequest, TypeView } from '../view.js';
import type { AlgorithmContext } from './algorithm.js';
import { PlainFleet, type PlainNeeds, plainRequest } from './plain-fleet.js';

/** A fleet and tasks on which an algorithm must work. */
export interface SampleFleet {
  /** For messages: `on a fleet without GPUs`. */
  readonly words: string;
  readonly context: AlgorithmContext;
  readonly requests: readonly TaskRequest[];
  makeFleet(): PlainFleet;
}

const SMALL: TypeView = { cpuUnits: 2048, memoryMib: 4096, gpus: 0, usdPerHour: 0.1 };
const LARGE: TypeView = { cpuUnits: 8192, memoryMib: 16_384, gpus: 0, usdPerHour: 0.4 };
const ONE_GPU: TypeView = { cpuUnits: 4096, memoryMib: 16_384, gpus: 1, usdPerHour: 1 };
const EIGHT_GPUS: TypeView = { cpuUnits: 16_384, memoryMib: 65_536, gpus: 8, usdPerHour: 8 };
const HUGE: TypeView = { cpuUnits: 2 ** 30, memoryMib: 2 ** 30, gpus: 16, usdPerHour: 1e6 };
const FREE_OF_CHARGE: TypeView = { ...LARGE, usdPerHour: 0 };

const NOTHING: PlainNeeds = { cpuUnits: 0, memoryMib: 0, gpus: 0, gpuMilli: 0, group: 0, classVerdicts: null };
const PLAIN = [NOTHING, { ...NOTHING, cpuUnits: 256, memoryMib: 512 }, { ...NOTHING, cpuUnits: 2048, memoryMib: 1024, group: 1 }];
const ODD_CLASSES = Int8Array.of(Refusal.attribute, FITS);
const WITH_GPUS = [
  ...PLAIN,
  { ...NOTHING, cpuUnits: 512, memoryMib: 2048, gpuMilli: 300 },
  { ...NOTHING, cpuUnits: 512, memoryMib: 1024, gpuMilli: 1 },
  { ...NOTHING, cpuUnits: 1024, memoryMib: 4096, gpuMilli: 700, classVerdicts: ODD_CLASSES, group: 1 },
  { ...NOTHING, cpuUnits: 1024, memoryMib: 4096, gpus: 1 },
  { ...NOTHING, cpuUnits: 4096, memoryMib: 8192, gpus: 4, classVerdicts: ODD_CLASSES, group: 1 },
];

/** From an empty fleet to one larger than any in practice. */
export const SAMPLE_FLEETS: readonly SampleFleet[] = [
  sample('on an empty fleet', [], PLAIN),
  sample('on a fleet of one instance', [SMALL], PLAIN),
  sample('on a fleet without GPUs', [SMALL, LARGE, SMALL, LARGE, SMALL], PLAIN),
  sample('on a fleet without prices', [FREE_OF_CHARGE, FREE_OF_CHARGE], PLAIN),
  sample('on a fleet with GPUs', [ONE_GPU, EIGHT_GPUS, LARGE, EIGHT_GPUS, ONE_GPU, ONE_GPU], WITH_GPUS),
  sample('on a fleet of huge instances', [HUGE, HUGE], [...WITH_GPUS, { ...NOTHING, cpuUnits: 2 ** 29, memoryMib: 2 ** 29, gpus: 8 }]),
  { ...sample('when no task is known beforehand', [ONE_GPU, EIGHT_GPUS], WITH_GPUS), ...unknown([ONE_GPU, EIGHT_GPUS]) },
];

function sample(words: string, rows: readonly TypeView[], needs: readonly PlainNeeds[]): SampleFleet {
  const requests = needs.map(plainRequest);
  const types = [...new Set(rows)];
  const type = Int32Array.from(rows, (row) => types.indexOf(row));
  const instanceClass = Int32Array.from(rows, (_, row) => row % 2);
  return {
    words,
    context: contextOf(rows, requests),
    requests,
    makeFleet: () => new PlainFleet({ types, type, instanceClass, groups: 2 }),
  };
}

function unknown(rows: readonly TypeView[]): { context: AlgorithmContext } {
  return { context: contextOf(rows, []) };
}

function contextOf(rows: readonly TypeView[], requests: readonly TaskRequest[]): AlgorithmContext {
  const most = (amountOf: (type: TypeView) => number) => rows.reduce((max, row) => Math.max(max, amountOf(row)), 0);
  return {
    most: {
      cpuUnits: most((t) => t.cpuUnits),
      memoryMib: most((t) => t.memoryMib),
      gpus: most((t) => t.gpus),
      usdPerHour: most((t) => t.usdPerHour),
    },
    requests,
    seed: 1,
  };
}
