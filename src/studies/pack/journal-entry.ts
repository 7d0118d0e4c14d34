import { z } from 'zod';
import type { Kept } from '../../run/journal/journal-file.js';
import type { PackDone } from './job.js';
import type { DemandCurves } from './replay/problem.js';
import type { PackReplay, TimeCurves } from './result.js';

/** JSON has no NaN: null stands for it. */
const curve = z.array(z.nullable(z.number()));

const keptReplay = z.strictObject({
  seed: z.number(),
  arrived: z.number(),
  placed: z.number(),
  failed: z.number(),
  metrics: z.record(z.string(), z.nullable(z.number())),
  demandCurves: z.strictObject({
    allocatedGpuPercent: curve,
    allocatedCpuPercent: curve,
    fragmentationPercent: curve,
    fragmentedGpuPercent: curve,
    cpuStrandedPercent: curve,
    nodesInUse: curve,
  } satisfies Record<keyof DemandCurves, typeof curve>),
  timeCurves: z.nullable(
    z.strictObject({ timesMs: curve, cpuPercent: curve, memoryPercent: curve, gpuPercent: curve } satisfies Record<
      keyof TimeCurves,
      typeof curve
    >),
  ),
  seconds: z.number(),
});

/** A replay in a journal: plain JSON. */
export type KeptReplay = z.infer<typeof keptReplay>;

export const REPLAYS: Kept<KeptReplay> = { read: (value) => keptReplay.parse(value), isFinal: () => true };

export function keptOf({ replay, seconds }: PackDone): KeptReplay {
  return {
    ...replay,
    demandCurves: plain(replay.demandCurves),
    timeCurves: replay.timeCurves === null ? null : plain(replay.timeCurves),
    seconds,
  };
}

export function doneOf({ seconds, ...kept }: KeptReplay): PackDone {
  const replay: PackReplay = {
    ...kept,
    demandCurves: typed(kept.demandCurves),
    timeCurves: kept.timeCurves === null ? null : typed(kept.timeCurves),
  };
  return { replay, seconds, events: null };
}

function plain<Name extends string>(curves: Readonly<Record<Name, Float64Array>>): Record<Name, (number | null)[]> {
  return mapped(curves, (values) => Array.from(values));
}

function typed<Name extends string>(curves: Readonly<Record<Name, (number | null)[]>>): Record<Name, Float64Array> {
  return mapped(curves, (values) => Float64Array.from(values, (value) => value ?? Number.NaN));
}

function mapped<Name extends string, From, To>(curves: Readonly<Record<Name, From>>, to: (values: From) => To): Record<Name, To> {
  return Object.fromEntries(Object.entries<From>(curves).map(([name, values]) => [name, to(values)])) as Record<Name, To>;
}
