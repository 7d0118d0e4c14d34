import { describe, expect, it } from 'vitest';
import type { Algorithm, AlgorithmContext, AlgorithmFactory } from '../../src/placement/algorithms/algorithm.js';
import { checkAlgorithm } from '../../src/placement/algorithms/check.js';
import { PlainFleet, plainRequest } from '../../src/placement/algorithms/plain-fleet.js';
import { FITS, Refusal, fit as verdictOf } from '../../src/placement/fit.js';
import type { TaskRequest, TypeView } from '../../src/placement/view.js';

/** A generator of its own, so that a failing case can be named and run again: a whole number from 0 to n - 1. */
export function dice(seed: number): (n: number) => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return (n) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) % n;
  };
}

/** A fleet, the tasks that come to it, and the calls that an algorithm gets for both. */
export interface Stage {
  readonly fleet: PlainFleet;
  readonly requests: readonly TaskRequest[];
  readonly context: AlgorithmContext;
}

const GPU_COUNTS = [0, 1, 2, 4, 8];

/** Any stage; few values, so that ties and exact fits are common. With seed 0 to 3 there is no GPU anywhere. */
export function anyStage(seed: number): Stage {
  const roll = dice(seed);
  const isGpu = seed > 3;
  const scale = roll(5) === 0 ? 2 ** 20 : 1;
  const types = Array.from({ length: 1 + roll(3) }, (): TypeView => {
    const gpus = isGpu ? GPU_COUNTS[roll(5)] : 0;
    return { cpuUnits: (1 + roll(4)) * 256 * scale, memoryMib: (1 + roll(4)) * 512 * scale, gpus, usdPerHour: roll(4) / 8 };
  });
  const type = Int32Array.from({ length: 1 + roll(8) }, () => roll(types.length));
  const fleet = new PlainFleet({ types, type, instanceClass: type.map(() => roll(3)), groups: 3 });
  const requests = Array.from({ length: 12 }, () => anyRequest(roll, scale, isGpu));
  const most = (of: (type: TypeView) => number) => Math.max(...types.map(of));
  return {
    fleet,
    requests,
    context: {
      most: {
        cpuUnits: most((t) => t.cpuUnits),
        memoryMib: most((t) => t.memoryMib),
        gpus: most((t) => t.gpus),
        usdPerHour: most((t) => t.usdPerHour),
      },
      requests,
      seed,
    },
  };
}

function anyRequest(roll: (n: number) => number, scale: number, isGpu: boolean): TaskRequest {
  const kind = isGpu ? roll(3) : 0;
  return plainRequest({
    cpuUnits: roll(4) * 128 * scale,
    memoryMib: roll(4) * 256 * scale,
    gpus: kind === 1 ? GPU_COUNTS[1 + roll(3)] : 0,
    gpuMilli: kind === 2 ? [1, 250, 500, 999][roll(4)] : 0,
    group: roll(3),
    classVerdicts: roll(4) === 0 ? Int8Array.from({ length: 3 }, () => (roll(2) === 0 ? FITS : Refusal.attribute)) : null,
  });
}

function contents(fleet: PlainFleet): string {
  return [fleet.cpuUnitsFree, fleet.memoryMibFree, fleet.gpuFree, fleet.gpuMilliFree, fleet.groupOnInstance(0)].map(String).join(';');
}

/** Places tasks by least rank, first row first, and lets every other one leave again; `see` is called before each placement. */
function play(stage: Stage, algorithms: readonly Algorithm[], see: (rows: number[], request: TaskRequest, draw: number) => void): void {
  const { fleet, requests } = stage;
  const living: [row: number, request: TaskRequest, gpus: number][] = [];
  for (let step = 0; step < 3 * requests.length; step++) {
    const request = requests[step % requests.length];
    const draw = Math.imul(step + 1, 0x85ebca6b) >>> 0;
    const rows = Array.from({ length: fleet.count }, (_, row) => row).filter((row) => verdictOf(fleet, row, request) === FITS);
    if (rows.length > 0) {
      see(rows, request, draw);
      const ranks = rows.map((row) => algorithms[0].rank(fleet, row, request, draw));
      const row = rows[ranks.indexOf(Math.min(...ranks))];
      const gpu = Array.from({ length: fleet.gpuSlots }, (_, slot) => slot).find(
        (slot) => fleet.gpuMilliFree[row * fleet.gpuSlots + slot] >= request.gpuMilli,
      );
      living.push([row, request, fleet.take(row, request, gpu ?? 0)]);
      for (const algorithm of algorithms) algorithm.placed?.(fleet, row, request);
    }
    const [leaver] = step % 2 === 1 ? living.splice(0, 1) : [];
    if (leaver === undefined) continue;
    fleet.give(...leaver);
    for (const algorithm of algorithms) algorithm.left?.(fleet, leaver[0], leaver[1]);
  }
}

const SEEDS = Array.from({ length: 24 }, (_, seed) => seed);

/** The contract of every algorithm, of any author. */
export function algorithmContract(title: string, factory: AlgorithmFactory): void {
  describe(`the contract of ${title}`, () => {
    it('is kept on the samples that a module is checked with', () => {
      expect(checkAlgorithm(factory, title)).toEqual([]);
    });

    it('ranks rows that fit with finite numbers, the same in a second call and in any order, and changes nothing', () => {
      for (const seed of SEEDS) {
        const stage = anyStage(seed);
        const algorithm = factory(stage.context);
        play(stage, [algorithm], (rows, request, draw) => {
          const before = contents(stage.fleet);
          const rankOf = (row: number) => algorithm.rank(stage.fleet, row, request, draw);
          const ranks = rows.map(rankOf);
          expect(ranks.every(Number.isFinite)).toBe(true);
          expect(rows.toReversed().map(rankOf).toReversed()).toEqual(ranks);
          expect(contents(stage.fleet)).toBe(before);
        });
      }
    });

    it('chooses a GPU that has enough left', () => {
      for (const seed of SEEDS) {
        const stage = anyStage(seed);
        const { fleet } = stage;
        const algorithm = factory(stage.context);
        play(stage, [algorithm], (rows, request, draw) => {
          if (request.gpuMilli === 0 || algorithm.chooseGpu === undefined) return;
          for (const row of rows) {
            const gpu = algorithm.chooseGpu(fleet, row, request, draw);
            expect(gpu).toBeLessThan(fleet.gpuSlots);
            expect(fleet.gpuMilliFree[row * fleet.gpuSlots + gpu]).toBeGreaterThanOrEqual(request.gpuMilli);
          }
        });
      }
    });

    it('goes on the same from what it saved', () => {
      for (const seed of SEEDS) {
        const stage = anyStage(seed);
        const algorithm = factory(stage.context);
        play(stage, [algorithm], (rows, request, draw) => {
          const copy = factory(stage.context);
          if (algorithm.save !== undefined) copy.load?.(JSON.parse(JSON.stringify(algorithm.save())));
          for (const row of rows) expect(copy.rank(stage.fleet, row, request, draw)).toBe(algorithm.rank(stage.fleet, row, request, draw));
        });
      }
    });

    it('depends on what it declares', () => {
      for (const seed of SEEDS) {
        const stage = anyStage(seed);
        const algorithm = factory(stage.context);
        if (algorithm.dependsOn !== 'row') return;
        play(stage, [algorithm], (rows, request, draw) => {
          // An algorithm that has seen nothing of other rows ranks the same, whatever the draw.
          for (const row of rows) {
            const rank = algorithm.rank(stage.fleet, row, request, draw);
            expect(algorithm.rank(stage.fleet, row, request, ~draw >>> 0)).toBe(rank);
          }
        });
      }
    });
  });
}
