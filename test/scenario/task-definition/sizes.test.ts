import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCpuUnits, readMemoryMib } from '../../../src/scenario/task-definition/sizes.js';

describe('task-level sizes', () => {
  it.each([
    ['1024', 1024],
    [1024, 1024],
    [' 256 ', 256],
    ['1 vCPU', 1024],
    ['1 vcpu', 1024],
    ['2vCPU', 2048],
    ['2 vCPUs', 2048],
    ['.25 vcpu', 256], // 0.25 x 1024
    ['0.125 vCPU', 128], // 0.125 x 1024
    ['1.5 vCPU', 1536], // 1.5 x 1024
  ])('reads cpu %j as %i units', (value, units) => expect(readCpuUnits(value)).toEqual({ units }));

  it.each([
    ['512', 512],
    ['1GB', 1024],
    ['1 GB', 1024],
    ['3gb', 3072],
    ['4 G', 4096],
    ['.5 gb', 512], // 0.5 x 1024
    ['0.5GB', 512],
  ])('reads memory %j as %i MiB', (value, mib) => expect(readMemoryMib(value)).toEqual({ units: mib }));

  it.each([
    ['0.3 vCPU', '"0.3 vCPU", which makes 307.2 CPU units, not a whole number above 0'], // 0.3 x 1024 = 307.2
    ['0 vCPU', 'makes 0 CPU units'],
    ['0', 'is 0;'],
    ['1,024', 'is "1,024";'],
    ['-256', 'is "-256";'],
    [0.5, 'is 0.5;'],
    ['1 GB', 'is "1 GB";'],
    ['$$$CPU$$$', 'is "$$$CPU$$$";'],
  ])('refuses cpu %j and lists valid values', (value, wrong) => {
    expect(readCpuUnits(value).wrong).toContain(wrong);
    expect(readCpuUnits(value).wrong).toContain('write whole CPU units such as "256", or vCPUs such as ".25 vCPU"');
  });

  it.each([['512MB'], ['1 vCPU'], ['1 TB'], ['0.3GB'], ['one GB'], ['']])('refuses memory %j', (value) => {
    expect(readMemoryMib(value).wrong).toContain('write whole MiB such as "512", or GB such as "0.5 GB"');
  });

  it('reads back every whole number of units, as units and as a decimal of vCPUs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), (units) => {
        expect(readCpuUnits(String(units))).toEqual({ units });
        expect(readCpuUnits(`${units / 1024} vCPU`)).toEqual({ units });
      }),
    );
  });
});
