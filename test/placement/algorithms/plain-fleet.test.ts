import { describe, expect, it } from 'vitest';
import { PlainFleet, plainRequest } from '../../../src/placement/algorithms/plain-fleet.js';
import { FITS, fit, tightestGpu } from '../../../src/placement/fit.js';
import { anyStage, dice } from '../../contract/algorithm.js';

describe('a plain fleet', () => {
  it('has room exactly where fit() finds room, through any history', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { fleet, requests } = anyStage(seed);
      const roll = dice(seed);
      const living: Parameters<PlainFleet['give']>[] = [];
      const found = new Int32Array(fleet.count);
      for (let step = 0; step < 60; step++) {
        const request = requests[roll(requests.length)];
        const rows = Array.from({ length: fleet.count }, (_, row) => row).filter((row) => fit(fleet, row, request) === FITS);
        expect([...found.slice(0, fleet.rowsWithRoom(request, found))]).toEqual(rows);
        expect(Array.from({ length: fleet.count }, (_, row) => row).filter((row) => fleet.hasRoom(row, request))).toEqual(rows);
        if (rows.length > 0) {
          const row = rows[roll(rows.length)];
          living.push([row, request, fleet.take(row, request, tightestGpu(fleet, row, request.gpuMilli))]);
        }
        if (roll(3) === 0 && living.length > 0) fleet.give(...living.splice(roll(living.length), 1)[0]);
      }
    }
  });

  it('is unchanged when all have left', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { fleet, requests } = anyStage(seed);
      const before = structuredClone({ ...fleet });
      const living: Parameters<PlainFleet['give']>[] = [];
      for (const request of requests)
        for (let row = 0; row < fleet.count; row++)
          if (fleet.hasRoom(row, request)) living.push([row, request, fleet.take(row, request, tightestGpu(fleet, row, request.gpuMilli))]);
      for (const one of living.toReversed()) fleet.give(...one);
      expect(structuredClone({ ...fleet })).toEqual(before);
    }
  });

  it('gives whole GPUs from the lowest free number, and a share from the GPU that was chosen', () => {
    const types = [{ cpuUnits: 100, memoryMib: 100, gpus: 4, usdPerHour: 0 }];
    const fleet = new PlainFleet({ types, type: Int32Array.of(0), instanceClass: Int32Array.of(0), groups: 1 });
    const ask = (gpus: number, gpuMilli: number) =>
      plainRequest({ cpuUnits: 1, memoryMib: 1, gpus, gpuMilli, group: 0, classVerdicts: null });
    expect(fleet.take(0, ask(0, 300), 1)).toBe(0b10);
    expect(fleet.take(0, ask(2, 0), 0)).toBe(0b101);
    expect([...fleet.gpuMilliFree]).toEqual([0, 700, 0, 1000]);
    expect([fleet.gpuFree[0], fleet.groupOnInstance(0)[0], fleet.groupByValue(0)[0]]).toEqual([1, 2, 2]);
    fleet.give(0, ask(2, 0), 0b101);
    expect([...fleet.gpuMilliFree]).toEqual([1000, 700, 1000, 1000]);
  });
});
