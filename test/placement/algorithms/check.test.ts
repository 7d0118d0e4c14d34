import { describe, expect, it } from 'vitest';
import type { Algorithm, AlgorithmFactory } from '../../../src/placement/algorithms/algorithm.js';
import { checkAlgorithm } from '../../../src/placement/algorithms/check.js';

/** First-fit, with something else about it. */
const like =
  (what: Partial<Algorithm> | object): AlgorithmFactory =>
  () =>
    ({ name: 'mine', dependsOn: 'row', rank: (fleet, row) => fleet.instance[row], ...what }) as Algorithm;

const throwing = (message: string) => () => {
  throw new Error(message);
};

/** Counts its placements, and may say so or not. */
const counting =
  (what: Partial<Algorithm>): AlgorithmFactory =>
  () => {
    let placements = 0;
    return {
      name: 'mine',
      dependsOn: 'history',
      rank: (_fleet, row) => (row === placements % 2 ? 0 : 1),
      placed: () => {
        placements++;
      },
      save: () => placements,
      load: (state) => {
        placements = state as number;
      },
      ...what,
    };
  };

describe('checkAlgorithm', () => {
  it('finds nothing in an algorithm that keeps the contract', () => {
    expect(checkAlgorithm(like({}), 'mine.ts')).toEqual([]);
    expect(checkAlgorithm(counting({}), 'mine.ts')).toEqual([]);
  });

  it('reports each task that goes, also of those that make room for one that fits nowhere', () => {
    const keepingBooks: AlgorithmFactory = () => {
      let books: [used: number, whole: number | null][] = [];
      const book = (row: number, memoryMib: number) => {
        books[row] = [(books[row]?.[0] ?? 0) + memoryMib, books[row]?.[1] ?? null];
      };
      return {
        name: 'mine',
        dependsOn: 'history',
        rank: (fleet, row) => {
          book(row, 0);
          const [used, whole] = books[row]!;
          const sum = used + fleet.memoryMibFree[row]!;
          books[row] = [used, whole ?? sum];
          if (whole !== null && whole !== sum) throw new Error(`${sum} MiB in all, ${whole} before`);
          return 0;
        },
        placed: (_fleet, row, { memoryMib }) => book(row, memoryMib),
        left: (_fleet, row, { memoryMib }) => book(row, -memoryMib),
        save: () => books,
        load: (state) => {
          books = state as typeof books;
        },
      };
    };
    expect(checkAlgorithm(keepingBooks, 'mine.ts')).toEqual([]);
  });

  it('gives the first task to the oldest of those that tie, as a run does', () => {
    const firsts: number[] = [];
    const indifferent: AlgorithmFactory = () => {
      let placements = 0;
      return {
        name: 'mine',
        dependsOn: 'row',
        rank: () => 0,
        placed: (_fleet, row) => {
          if (placements++ === 0) firsts.push(row);
        },
        save: () => placements,
        load: (state) => {
          placements = state as number;
        },
      };
    };
    expect(checkAlgorithm(indifferent, 'mine.ts')).toEqual([]);
    expect(firsts.length).toBeGreaterThan(3);
    expect(new Set(firsts)).toEqual(new Set([0]));
  });

  it('tries instances and tasks larger than any real one, and reports it', () => {
    const upTo = (cpuUnits: number) =>
      like({ rank: (_fleet: object, row: number, of: { cpuUnits: number }) => (of.cpuUnits < cpuUnits ? row : Number.NaN) });
    expect(checkAlgorithm(upTo(2 ** 29 + 1), 'mine.ts')).toEqual([]);
    expect(checkAlgorithm(upTo(2 ** 29), 'mine.ts')).toEqual([expect.stringMatching(/, on a fleet of huge instances$/)]);
  });

  it('reports the largest that there is of each thing', () => {
    const seen: number[] = [];
    const curious: AlgorithmFactory = ({ most }) => {
      seen.push(most.cpuUnits, most.memoryMib);
      return like({})({} as never);
    };
    expect(checkAlgorithm(curious, 'mine.ts')).toEqual([]);
    expect(seen.filter((most) => most > 0).length).toBeGreaterThan(seen.length / 2);
  });

  it.each<[what: string, factory: unknown, message: string]>([
    [
      'no default export',
      undefined,
      'mine.ts: its default export is missing; it must be a function that takes the context and returns an algorithm',
    ],
    [
      'an object instead of a function',
      {},
      'mine.ts: its default export is an object; it must be a function that takes the context and returns an algorithm',
    ],
    [
      'a factory that throws',
      throwing('no seed'),
      'mine.ts: its function throws "no seed" when called with the context, on an empty fleet',
    ],
    [
      'a factory that returns a function',
      () => () => 0,
      'mine.ts: its function returns a function; it must return an algorithm: an object with name, dependsOn and rank, on an empty fleet',
    ],
    [
      'a name with capitals',
      like({ name: 'BestFit' }),
      "mine.ts: its name is 'BestFit'; it must be lower-case words joined by hyphens, as in best-fit, on an empty fleet",
    ],
    [
      'a name that goes on behind its words',
      like({ name: 'best-fit!' }),
      "mine.ts: its name is 'best-fit!'; it must be lower-case words joined by hyphens, as in best-fit, on an empty fleet",
    ],
    [
      'an unknown dependence',
      like({ dependsOn: 'rows' }),
      "mine.ts: its dependsOn is 'rows'; it must be 'row', 'draw' or 'history', whatever the rank depends on, on an empty fleet",
    ],
    [
      'no rank',
      like({ rank: undefined }),
      'mine.ts: its rank is missing; it must be a function of (fleet, row, request, draw), on an empty fleet',
    ],
    [
      'a chooseGpu that is a number',
      like({ chooseGpu: 0 }),
      'mine.ts: its chooseGpu is a number; it must be a function or be left out, on an empty fleet',
    ],
    [
      'a memory that no checkpoint has',
      like({ placed: () => {} }),
      'mine.ts: a checkpoint would lose its memory of placements: placed needs both save and load, on an empty fleet',
    ],
    ['a rank that throws', like({ rank: throwing('no such row') }), 'mine.ts: it throws "no such row", on a fleet of one instance'],
    [
      'a rank that is no number for a task that asks for nothing',
      like({ rank: (_: unknown, __: number, request: { cpuUnits: number }) => request.cpuUnits / request.cpuUnits }),
      'mine.ts: rank() returns NaN for a task of 0 CPU units, 0 MiB; it must be a finite number, on a fleet of one instance',
    ],
    [
      'a GPU that is not free',
      like({ chooseGpu: () => 0 }),
      'mine.ts: chooseGpu() returns 0 for a task of 1024 CPU units, 4096 MiB and 700 thousandths of a GPU; it must be the number of a GPU that has so much left, on a fleet with GPUs',
    ],
    [
      'a rank that takes what it should only look at',
      like({
        rank: (fleet: { cpuUnitsFree: Int32Array }, row: number) => {
          fleet.cpuUnitsFree[row]--;
          return 0;
        },
      }),
      'mine.ts: it changes the columns of the fleet, which it may only read, on a fleet of one instance',
    ],
    [
      'luck that is not said to be',
      like({ rank: (_: unknown, __: number, ___: unknown, draw: number) => draw }),
      "mine.ts: rank() changes with the draw (2654435761, 1640531534), but dependsOn is 'row'; it must be 'draw', on a fleet of one instance",
    ],
    [
      'history that is not said to be',
      counting({ dependsOn: 'row' }),
      "mine.ts: rank() changes from 1 to 0 where the instance does not, but dependsOn is 'row'; it must be 'history', on a fleet without GPUs",
    ],
    [
      'a save that forgets',
      counting({ save: () => 1 }),
      'mine.ts: another algorithm that has loaded what save() returned as JSON ranks otherwise, on a fleet of one instance',
    ],
    [
      'a size that is no number',
      like({ size: () => Number.NaN }),
      'mine.ts: size() returns NaN for a task of 0 CPU units, 0 MiB; it must be a finite number, on an empty fleet',
    ],
  ])('names %s, once', (_, factory, message) => {
    expect(checkAlgorithm(factory, 'mine.ts')).toEqual([message]);
  });

  it('names a rank that keeps something from call to call', () => {
    const keeping: AlgorithmFactory = () => {
      let calls = 0;
      return { name: 'mine', dependsOn: 'history', rank: () => calls++ };
    };
    expect(checkAlgorithm(keeping, 'mine.ts')).toEqual([
      'mine.ts: rank() returns 0, and 1 when asked again for the same; it must keep nothing and draw nothing, on a fleet of one instance',
      'mine.ts: another algorithm of the same context ranks otherwise; its memory must come from placed() and left() and go through save() and load(), on a fleet of one instance',
    ]);
  });

  it('reports all mistakes of a shape at once', () => {
    expect(checkAlgorithm(like({ name: '', dependsOn: null, rank: 1 }), 'mine.ts')).toHaveLength(3);
  });
});
