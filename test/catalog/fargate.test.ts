import { describe, expect, it } from 'vitest';
import { FARGATE_SIZES, isFargateSize, nearestFargateSize } from '../../src/catalog/fargate.js';

describe('Fargate sizes', () => {
  it('come smallest first, each once', () => {
    const keys = FARGATE_SIZES.filter((size) => size.os === 'linux').map((size) => size.cpuUnits * 1e6 + size.memoryMib);
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
  });

  it.each([
    [256, 512, 256, 512], // a size itself
    [256, 513, 256, 1024],
    [256, 2049, 512, 3072], // more memory than a quarter vCPU may have
    [300, 512, 512, 1024],
    [8192, 16_385, 8192, 20_480], // in steps of 4 GB
  ])('%d units and %d MiB fit into %d units and %d MiB', (cpuUnits, memoryMib, cpuUnitsOf, memoryMibOf) => {
    expect(nearestFargateSize(cpuUnits, memoryMib, 'linux')).toMatchObject({ cpuUnits: cpuUnitsOf, memoryMib: memoryMibOf });
  });

  it('agree with a search through all of them', () => {
    for (let cpuUnits = 128; cpuUnits <= 20_480; cpuUnits *= 2) {
      for (let memoryMib = 512; memoryMib <= 131_072; memoryMib += 1536) {
        const holding = FARGATE_SIZES.filter((size) => size.os === 'windows' && size.cpuUnits >= cpuUnits && size.memoryMib >= memoryMib);
        const least = holding.sort((a, b) => a.cpuUnits - b.cpuUnits || a.memoryMib - b.memoryMib)[0];
        const nearest = nearestFargateSize(cpuUnits, memoryMib, 'windows');
        expect(nearest).toEqual(least);
        expect(isFargateSize(cpuUnits, memoryMib, 'windows')).toBe(nearest?.cpuUnits === cpuUnits && nearest.memoryMib === memoryMib);
      }
    }
  });

  it('are undefined beyond 16 vCPU and 120 GB', () => {
    expect(nearestFargateSize(16_384, 122_881, 'linux')).toBeUndefined();
    expect(nearestFargateSize(16_385, 512, 'linux')).toBeUndefined();
  });
});
