import { describe, expect, it } from 'vitest';
import { type StopCandidates, StopOrder } from '../../src/placement/stop.js';
import { BY_INSTANCE, BY_LOT, BY_MEMORY, type Criterion, ZONE } from '../../src/placement/strategies.js';
import { ZoneSpread } from '../../src/placement/zone-spread.js';
import { request, ToyFleet, type ToyRow } from '../placement/toy-fleet.js';

const [A, B, C] = [0, 1, 2];
const DRAWS = Array.from({ length: 80 }, (_, draw) => draw);
const RACK: Criterion = 1;

interface Service {
  readonly rows: ToyRow[];
  /** The row of each task, in order of request. */
  readonly tasks: number[];
  readonly isProtected?: number[];
}

function listed({ rows, tasks, isProtected }: Service): { fleet: ToyFleet; candidates: StopCandidates } {
  const fleet = new ToyFleet(rows.map((row, at) => ({ ...row, tasks: [tasks.filter((other) => other === at).length] })));
  const order = tasks.map((_, task) => task);
  const marked = isProtected === undefined ? {} : { isProtected: order.map((task) => Number(isProtected.includes(task))) };
  return { fleet, candidates: { count: tasks.length, row: tasks, order, ...marked, request: request() } };
}

function stop(chain: readonly Criterion[], service: Service, draw = 0): number {
  const { fleet, candidates } = listed(service);
  return new StopOrder(fleet, candidates, { chain, tie: 'newest' }, draw).next();
}

/** Tasks left in each zone after so many have been stopped in turn. */
function left(chain: readonly Criterion[], service: Service, stops: number): number[] {
  const { fleet, candidates } = listed(service);
  const order = new StopOrder(fleet, candidates, { chain, tie: 'newest' }, 0);
  for (let i = 0; i < stops; i++) fleet.change(candidates.row[order.next()], candidates.request, -1);
  const zones = [0, 0, 0];
  for (const row of fleet.rows) zones[row.zone] += row.tasks[0];
  return zones;
}

const threeZones: ToyRow[] = [{ zone: A }, { zone: B }, { zone: C }];

describe('the task that a service stops', () => {
  it('[S.STOP-1, S.STOP-9] leaves zones even under a chain that begins with them, stop after stop', () => {
    const tasks = [0, 0, 0, 0, 0, 1, 1, 1, 2]; // 5, 3, 1
    for (const chain of [[], [ZONE], [ZONE, BY_MEMORY], [ZONE, BY_INSTANCE]]) {
      const states = [1, 2, 3, 4, 5, 6].map((stops) => left(chain, { rows: threeZones, tasks }, stops));
      expect(states.slice(0, 2)).toEqual([
        [4, 3, 1],
        [3, 3, 1],
      ]);
      expect(states[3]).toEqual([2, 2, 1]);
      expect(states[5]).toEqual([1, 1, 1]);
    }
    expect(left([BY_MEMORY], { rows: [{ zone: A }, { zone: B, memory: 9000 }], tasks: [0, 0, 1] }, 1)).toEqual([2, 0, 0]); // Another strategy.
  });

  it('[S.STOP-4] is any of the most crowded value when the service spreads over another attribute', () => {
    const rows: ToyRow[] = [
      { zone: A, rack: 0 },
      { zone: A, rack: 1 },
      { zone: B, rack: 1 },
    ];
    const stopped = new Set(DRAWS.map((draw) => stop([RACK], { rows, tasks: [0, 0, 1, 2, 2] }, draw)));
    expect(stopped).toEqual(new Set([2, 3, 4])); // Rack 1 has 3 tasks, rack 0 has 2.
  });

  it('[S.STOP-7] is never one under scale-in protection, and no task stops when all are protected', () => {
    const service = { rows: threeZones, tasks: [0, 0, 0, 1, 2] };
    expect(stop([], service)).toBe(2); // The newest in the most crowded zone.
    expect(stop([], { ...service, isProtected: [2] })).toBe(1);
    expect(stop([], { ...service, isProtected: [0, 1, 2] })).toBe(4); // Zones B and C, one each.
    for (const chain of [[], [BY_LOT], [BY_MEMORY]]) {
      const stopped = new Set(DRAWS.map((draw) => stop(chain, { ...service, isProtected: [0, 1, 4] }, draw)));
      expect([...stopped].every((task) => task === 2 || task === 3)).toBe(true);
      expect(stop(chain, { ...service, isProtected: [0, 1, 2, 3, 4] })).toBe(-1);
    }
  });
});

describe('Fargate, which takes no strategy', () => {
  const ALL = [1, 1, 1];
  const start = (spread: ZoneSpread, provider: number, zones: number[] = ALL) => {
    const zone = spread.toStart(provider, zones);
    spread.count(provider, zone, 1);
    return zone;
  };

  it('[S.STOP-6, S.PLACE-15] keeps zones balanced on start and on stop, as well as it can', () => {
    const spread = new ZoneSpread(1, 3);
    expect([1, 2, 3, 4, 5, 6].map(() => start(spread, 0))).toEqual([A, B, C, A, B, C]);
    // Zone B cannot be reached: best effort puts the tasks elsewhere, and makes good for it later.
    expect([1, 2].map(() => start(spread, 0, [1, 0, 1]))).toEqual([A, C]); // 3, 2, 3
    expect(start(spread, 0)).toBe(B);
    spread.count(0, A, 1); // 4, 3, 3
    expect(spread.toStop(0, ALL)).toBe(A);
    expect(spread.toStop(0, [0, 1, 1])).toBe(C); // Nothing in A may go.
  });

  it('[A.PL-8] balances FARGATE and FARGATE_SPOT each by itself', () => {
    const [fargate, spot] = [0, 1];
    const spread = new ZoneSpread(2, 3);
    expect([start(spread, fargate), start(spread, fargate)]).toEqual([A, B]);
    expect([start(spread, spot), start(spread, spot)]).toEqual([A, B]); // Together it would be C, A.
    expect(spread.toStop(fargate, ALL)).toBe(B);
    spread.count(spot, C, 1);
    spread.count(spot, C, 1);
    expect([spread.toStop(fargate, ALL), spread.toStop(spot, ALL)]).toEqual([B, C]);
  });
});
