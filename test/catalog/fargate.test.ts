import { describe, expect, it } from 'vitest';
import { FARGATE_SIZES } from '../../src/catalog/fargate.js';

describe('Fargate sizes', () => {
  it('come smallest first, each once', () => {
    const keys = FARGATE_SIZES.filter((size) => size.os === 'linux').map((size) => size.cpuUnits * 1e6 + size.memoryMib);
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
  });
});
