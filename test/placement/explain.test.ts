import { describe, expect, it } from 'vitest';
import { countRefusals, haveEqualNeeds, refusalText } from '../../src/placement/explain.js';
import { FITS, REFUSALS, Refusal } from '../../src/placement/fit.js';
import { needsOnlyRoom } from '../../src/placement/scans.js';
import { anyFleet, anyRequest, CLASSES, dice, RACKS, request, ToyFleet, type ToyRow } from './toy-fleet.js';

function counted(rows: ToyRow[], task = request()): Int32Array {
  const counts = new Int32Array(REFUSALS.length).fill(99); // What an earlier count left behind.
  countRefusals(new ToyFleet(rows), task, counts);
  return counts;
}
const times = (n: number, row: ToyRow): ToyRow[] => Array.from({ length: n }, () => row);

describe('refusals', () => {
  it('are counted per first reason, and candidates that fit are not among them', () => {
    const counts = counted([...times(3, { cpu: 0 }), ...times(2, { memory: 0 }), {}, { cpu: 0, memory: 0 }]);
    expect(counts[Refusal.cpu]).toBe(4);
    expect(counts[Refusal.memory]).toBe(2);
    expect(counts.reduce((a, b) => a + b)).toBe(6);
  });

  it('are reported by number, the most frequent first', () => {
    const rows = [...times(2, { rack: 1 }), ...times(7, { memory: 0 }), ...times(3, { eni: 0 })];
    const needsRack0 = Int8Array.from({ length: CLASSES }, (_, one) => (one % RACKS === 0 ? FITS : Refusal.attribute));
    expect(refusalText(counted(rows, request({ eni: 1, classVerdicts: needsRack0 })))).toBe(
      '0 of 12 instances fit: 7 memory, 3 ENI, 2 attribute',
    );
  });

  it('of equal number are reported in the order of the checks', () => {
    const rows: ToyRow[] = [{ members: [1] }, { isActive: false, members: [1] }, { cpu: 0, members: [1] }, {}, { isConnected: false }];
    expect(refusalText(counted(rows, request({ gpus: 1, membership: 1 })))).toBe(
      '0 of 5 instances fit: 1 not active, 1 agent, 1 memberOf, 1 CPU, 1 GPU',
    );
  });

  it('are reported beside those that fit, when some do', () => {
    expect(refusalText(counted([{}, {}, { cpu: 0 }]), 2)).toBe('2 of 3 instances fit: 1 CPU');
    expect(refusalText(counted([{}, {}]), 2)).toBe('2 of 2 instances fit');
  });

  it('end with the fleet: closed up rows behind it are not read', () => {
    expect(refusalText(counted([{}, { gpus: [1000] }], request({ gpus: 9 })))).toBe('0 of 2 instances fit: 2 GPU');
  });

  it('leave out instances of other providers, which are not candidates', () => {
    const rows: ToyRow[] = [...times(5, { provider: 0 }), { provider: 1, memory: 0 }];
    expect(refusalText(counted(rows, request({ provider: 1 })))).toBe('0 of 1 instance fit: 1 memory');
    expect(refusalText(counted(rows, request({ provider: 2 })))).toBe('0 of 0 instances fit');
  });
});

it('the same candidates refuse tasks with equal requests', () => {
  let alike = 0;
  for (let seed = 0; seed < 400; seed++) {
    const roll = dice(seed);
    const fleet = anyFleet(roll, 20);
    const [first, ...others] = Array.from({ length: 12 }, () => {
      const drawn = { ...anyRequest(roll), cpuUnits: 256 * roll.below(2), memoryMib: 512, provider: 0 };
      return { ...drawn, needsOnlyRoom: needsOnlyRoom(drawn) };
    });
    const countsOf = (of: typeof first) => {
      const counts = new Int32Array(REFUSALS.length);
      countRefusals(fleet, of!, counts);
      return counts;
    };
    for (const other of others) {
      if (!haveEqualNeeds(first!, other)) continue;
      alike++;
      expect(countsOf(other)).toEqual(countsOf(first));
    }
  }
  expect(alike).toBeGreaterThan(200);
});
