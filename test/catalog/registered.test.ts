import { describe, expect, it } from 'vitest';
import { findInstanceType, listInstanceTypes } from '../../src/catalog/instance-types.js';
import { isMissing } from '../../src/catalog/missing.js';
import { type Ami, kernelHashTablesMib, RESERVED_HOST_PORTS, registeredMemory } from '../../src/catalog/registered.js';

const of = (name: string, ami: Ami) => registeredMemory(findInstanceType(name)!, ami);
const mib = (name: string, ami: Ami) => (of(name, ami) as { memoryMib: number }).memoryMib;

describe('registered memory', () => {
  it.each<[string, Ami, number]>([
    // Container instances that were seen.
    ['t2.micro', 'al1', 993],
    ['t2.micro', 'al2', 982],
    ['t2.medium', 'al1', 3952],
    ['t2.medium', 'al2', 3943],
    ['t3.small', 'al2023', 1901],
    ['t3.medium', 'al2', 3884],
    ['t3.medium', 'al2023', 3828],
    ['m4.large', 'al1', 7985],
    ['m5.large', 'al1', 7690],
    ['m5.large', 'al2', 7680],
    ['c5.large', 'al1', 3714],
    ['c5.large', 'al2', 3704],
    ['m6i.large', 'al2', 7821],
    ['m4.large', 'windows', 8191],
    ['m5.large', 'bottlerocket', 7633],
  ])('of %s on %s is %d MiB, measured', (name, ami, memoryMib) => {
    expect(of(name, ami)).toEqual({ memoryMib, basis: 'measured' });
  });

  it.each<[string, Ami, number]>([
    ['t2.micro', 'al2023', 945 - 16],
    ['t2.medium', 'al2023', 3900 - 16],
    ['m5.large', 'al2023', 7633 - 16],
    ['c5.large', 'al2023', 3663 - 16],
    ['m6i.large', 'al2023', 7787 - 16],
    ['t3.small', 'al1', 1917 + 36 + 3 + 10], // Hash tables for 2 GiB: 3 MiB.
    ['t3.small', 'al2', 1917 + 36 + 3],
    ['t3.medium', 'al1', 3843 + 36 + 6 + 10],
    ['m4.large', 'al2', 7926 + 36 + 12],
    ['m6g.large', 'al2', 7740 + 36 + 12], // arm64: by the law alone.
    ['m5.large', 'windows', 8192 - 1],
    ['m7a.large', 'al1', 7727 + 36 + 12 + 10], // After the days of Amazon Linux 1: by the law alone.
    ['m8g.large', 'bottlerocket', 7772], // Never launched for the record: like the generation before.
  ])('of %s on %s is about %d MiB, estimated from the same type on Bottlerocket', (name, ami, memoryMib) => {
    expect(of(name, ami)).toEqual({ memoryMib, basis: 'estimated' });
  });

  it('is close to the observation where the formula and an observation cover one type', () => {
    // The law against ECS records: 7633 + 48 = 7681 (7680 seen), 3663 + 42 = 3705 (3704 seen), 3843 + 42 = 3885 (3884 seen).
    const cases: [string, number][] = [
      ['m5.large', 48],
      ['c5.large', 42],
      ['t3.medium', 42],
      ['t2.medium', 42],
    ]; // 36 + hash tables
    for (const [name, law] of cases) expect(Math.abs(mib(name, 'bottlerocket') + law - mib(name, 'al2'))).toBeLessThanOrEqual(3);
  });

  it('counts the lower of two host generations', () => {
    expect(mib('c5.large', 'bottlerocket')).toBe(3663); // Not 3691.
  });

  it('is positive and below the nominal memory for every type and image, and an error value where there is no image', () => {
    for (const type of listInstanceTypes()) {
      for (const ami of ['al1', 'al2', 'al2023', 'bottlerocket', 'windows'] as const) {
        const memory = registeredMemory(type, ami);
        const hasImage = !type.isMac && !(type.architecture === 'arm64' && (ami === 'al1' || ami === 'windows'));
        expect([type.name, ami, isMissing(memory)]).toEqual([type.name, ami, !hasImage]);
        if (!isMissing(memory)) expect(memory.memoryMib > 0 && memory.memoryMib < type.nominalMemoryMib).toBe(true);
      }
    }
  });

  it('falls from Windows over Amazon Linux 1 and 2 and Bottlerocket to Amazon Linux 2023', () => {
    const images: Ami[] = ['windows', 'al1', 'al2', 'bottlerocket', 'al2023'];
    const row = images.map((ami) => mib('m4.large', ami));
    expect(row).toEqual([...row].sort((a, b) => b - a));
  });

  it.each<[string, Ami, RegExp]>([
    ['mac2.metal', 'al2', /mac2\.metal runs macOS only.*define the type in the scenario/],
    ['m6g.large', 'al1', /Amazon Linux 1 has no arm64 image for m6g\.large/],
    ['m6g.large', 'windows', /Windows has no arm64 image for m6g\.large/],
  ])('of %s on %s is missing, and the message names the remedy', (name, ami, words) => {
    expect((of(name, ami) as { missing: string }).missing).toMatch(words);
  });

  it('of an unknown type is missing, and the message has the remedy', () => {
    const unknown = { ...findInstanceType('m5.large')!, name: 'm99.large' };
    expect(registeredMemory(unknown, 'al2023')).toEqual({
      missing: 'm99.large has no record of registered memory: define the type in the scenario, with the memory it registers',
    });
  });
});

describe('the hash tables of the kernel', () => {
  it.each([
    [512, 0], // 0.75, a part of a MiB
    [2048, 3],
    [4096, 6],
    [8192, 12],
    [15_360, 24], // counts as 16 GiB
    [65_536, 96], // 64 GiB x 6 / 4
    [131_072, 96], // 192, half as dense
    [262_144, 192],
    [524_288, 192], // 768, a quarter as dense
    [1_048_576, 384],
    [2_097_152, 384],
    [4_194_304, 768],
  ])('of %d MiB take %d MiB', (nominalMib, tablesMib) => {
    expect(kernelHashTablesMib(nominalMib)).toBe(tablesMib);
  });
});

describe('host ports that an instance keeps to itself', () => {
  it('are those of SSH, Docker and the agent on Linux, and those of the system as well on Windows', () => {
    expect(RESERVED_HOST_PORTS.linux).toEqual([22, 2375, 2376, 51678, 51679, 51680]);
    expect(RESERVED_HOST_PORTS.windows).toEqual([53, 80, 135, 139, 445, 2375, 2376, 3389, 5985, 51678, 51679]);
  });
});
