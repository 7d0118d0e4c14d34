import { describe, expect, it } from 'vitest';
import { countRefusals, tellRefusals } from '../../src/placement/explain.js';
import { REFUSALS, Refusal } from '../../src/placement/fit.js';
import { request, ToyFleet, type ToyRow } from './toy-fleet.js';

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

  it('are told by number, the most frequent first', () => {
    const rows = [...times(2, { type: 1 }), ...times(7, { memory: 0 }), ...times(3, { eni: 0 })];
    expect(tellRefusals(counted(rows, request({ eni: 1, typeFits: Uint8Array.of(1, 0) })))).toBe(
      '0 of 12 instances fit: 7 memory, 3 ENI, 2 attribute',
    );
  });

  it('of equal number are told in the order of the checks', () => {
    const rows: ToyRow[] = [{ gpus: 0 }, { isActive: false }, { cpu: 0 }, { isConnected: false }];
    expect(tellRefusals(counted(rows, request({ gpus: 1 })))).toBe('0 of 4 instances fit: 1 not active, 1 agent, 1 CPU, 1 GPU');
  });

  it('end with the fleet: closed up rows behind it are not asked', () => {
    expect(tellRefusals(counted([{}, { gpus: 1 }], request({ gpus: 1000 })))).toBe('0 of 2 instances fit: 2 GPU');
  });

  it('leave instances of other providers out, for they are no candidates', () => {
    const rows: ToyRow[] = [...times(5, { provider: 0 }), { provider: 1, memory: 0 }];
    expect(tellRefusals(counted(rows, request({ provider: 1 })))).toBe('0 of 1 instances fit: 1 memory');
    expect(tellRefusals(counted(rows, request({ provider: 2 })))).toBe('0 of 0 instances fit');
  });
});
