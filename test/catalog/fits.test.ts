import { describe, expect, it } from 'vitest';
import { type FitOptions, fitType, rankInstanceTypes, type TaskNeeds, type TypeFit } from '../../src/catalog/fits.js';
import { findInstanceType, listInstanceTypes } from '../../src/catalog/instance-types.js';
import { onDemandPrice } from '../../src/catalog/prices.js';
import { registeredMemory } from '../../src/catalog/registered.js';

const web: TaskNeeds = { cpuUnits: 256, memoryMib: 512, eni: 1, gpus: 0, staticPorts: 0, architecture: 'x86_64', os: 'linux' };
const plain: FitOptions = { region: 'us-east-1', ami: 'al2', trunking: false, trunkLimits: 'ecs' };
const fitOf = (name: string, needs: TaskNeeds, options: FitOptions) => fitType(findInstanceType(name)!, needs, options) as TypeFit;

/** Puts copies on an empty instance one by one until one does not fit. Shares nothing with the code under test but the look-ups. */
function copiesOneByOne(name: string, needs: TaskNeeds, options: FitOptions): number {
  const type = findInstanceType(name)!;
  const memory = registeredMemory(type, options.ami);
  if (type.architecture !== needs.architecture || type.isMac || 'missing' in memory) return 0;
  const hasTrunk = options.trunking && type.trunkTasks !== null && (options.trunkLimits === 'ec2-api' || type.trunkTasks.source === 'ecs');
  const free = { cpu: type.vcpus * 1024, memory: memory.memoryMib, eni: hasTrunk ? type.trunkTasks!.tasks : type.eniTasks, gpu: type.gpus };
  let arePortsTaken = false;
  for (let copies = 0; ; copies++) {
    if (free.cpu < needs.cpuUnits || free.memory < needs.memoryMib || free.eni < needs.eni || free.gpu < needs.gpus) return copies;
    if (needs.staticPorts > 0 && arePortsTaken) return copies;
    free.cpu -= needs.cpuUnits;
    free.memory -= needs.memoryMib;
    free.eni -= needs.eni;
    free.gpu -= needs.gpus;
    arePortsTaken = true;
  }
}

describe('how a task fits on a type', () => {
  it('m5.large takes two awsvpc tasks without a trunk and eight with one, where CPU binds', () => {
    // Interfaces 3 - 1 = 2; with a trunk 10. CPU 2048 / 256 = 8. Memory 7680 / 512 = 15.
    const without = fitOf('m5.large', web, plain);
    expect(without).toMatchObject({ copies: 2, limitedBy: ['eni'], copiesWithoutTrunk: 2, copiesWithTrunk: 8, trunkSource: 'ecs' });
    expect(without.copiesBy).toEqual({ cpu: 8, memory: 15, ports: null, eni: 2, gpu: null });
    expect(without.usdPerTaskHour).toBe(0.096 / 2);
    const trunked = fitOf('m5.large', web, { ...plain, trunking: true });
    expect(trunked).toMatchObject({ copies: 8, limitedBy: ['cpu'], copiesWithoutTrunk: 2, copiesWithTrunk: 8 });
    expect(trunked.usdPerTaskHour).toBe(0.096 / 8);
  });

  it('names every resource that allows no further copy', () => {
    // 2048 / 1024 = 2 by CPU, 7680 / 3840 = 2 by memory, 2 by interfaces.
    expect(fitOf('m5.large', { ...web, cpuUnits: 1024, memoryMib: 3840 }, plain).limitedBy).toEqual(['cpu', 'memory', 'eni']);
  });

  it('a static host port allows one copy', () => {
    expect(fitOf('m5.4xlarge', { ...web, eni: 0, staticPorts: 1 }, plain)).toMatchObject({ copies: 1, limitedBy: ['ports'] });
  });

  it('a bridge task without CPU is limited by memory alone', () => {
    const fit = fitOf('m5.large', { ...web, cpuUnits: 0, eni: 0 }, plain);
    expect(fit.copiesBy).toEqual({ cpu: null, memory: 15, ports: null, eni: null, gpu: null }); // 7680 / 512
    expect(fit).toMatchObject({ copies: 15, limitedBy: ['memory'] });
  });

  it('limits by formula count only under ec2-api, and are marked', () => {
    const arm: TaskNeeds = { ...web, architecture: 'arm64' };
    const believed = fitOf('m8g.large', arm, { ...plain, trunking: true, trunkLimits: 'ec2-api' });
    expect(believed.trunkSource).toBe('ec2-api');
    expect(believed.copiesWithTrunk).toBeGreaterThan(believed.copiesWithoutTrunk);
    const doubted = fitOf('m8g.large', arm, { ...plain, trunking: true });
    expect(doubted).toMatchObject({ trunkSource: 'none', copies: 2, copiesWithTrunk: 2 });
  });

  it('a trunk may allow fewer copies than none', () => {
    const options = { ...plain, ami: 'al2023' } as const;
    expect(fitOf('u-6tb1.56xlarge', web, options)).toMatchObject({ copies: 14, copiesWithTrunk: 12 });
  });

  it.each<[string, string, Partial<TaskNeeds>, Partial<FitOptions>]>([
    ['architecture', 'm6g.large', {}, {}],
    ['operatingSystem', 'm5.large', { os: 'windows' }, {}], // The image is Linux.
    ['operatingSystem', 'mac1.metal', {}, {}],
    ['memoryUnknown', 'm6g.large', { architecture: 'arm64' }, { ami: 'al1' }],
    ['cpu', 'm5.large', { cpuUnits: 2049, memoryMib: 99_999 }, {}], // The first check that fails.
    ['memory', 'm5.large', { memoryMib: 7681 }, {}], // One more than it registers.
    ['gpu', 'g5.xlarge', { gpus: 2 }, {}],
    ['gpu', 'g4ad.xlarge', { gpus: 1 }, {}], // No NVIDIA GPU.
    ['gpu', 'g5.xlarge', { gpus: 1, os: 'windows' }, { ami: 'windows' }],
  ])('%s keeps %s out', (reason, name, needs, options) => {
    expect(fitType(findInstanceType(name)!, { ...web, ...needs }, { ...plain, ...options })).toBe(reason);
  });

  it('the last MiB still fits', () => {
    expect(fitOf('m5.large', { ...web, memoryMib: 7680 }, plain)).toMatchObject({ copies: 1, limitedBy: ['memory'] });
  });

  it('Windows has no trunk and no price in the catalogue', () => {
    const fit = fitOf('m5.large', { ...web, os: 'windows' }, { ...plain, ami: 'windows', trunking: true });
    expect(fit).toMatchObject({ copies: 2, copiesWithTrunk: 2, trunkSource: 'none', usdPerTaskHour: null, memory: { memoryMib: 8191 } });
    expect(fit.price).toHaveProperty('missing');
  });
});

describe('the ranking of all types', () => {
  const cases: [string, TaskNeeds, FitOptions][] = [
    ['a small awsvpc task', web, plain],
    ['a small awsvpc task with trunks', web, { ...plain, trunking: true }],
    [
      'limits by formula',
      { ...web, architecture: 'arm64' },
      { region: 'eu-west-1', ami: 'bottlerocket', trunking: true, trunkLimits: 'ec2-api' },
    ],
    ['a large bridge task', { ...web, cpuUnits: 3000, memoryMib: 20_000, eni: 0 }, { ...plain, ami: 'al2023' }],
    ['a task with a host port', { ...web, eni: 0, staticPorts: 2 }, plain],
    ['a GPU task', { ...web, gpus: 1, memoryMib: 9000 }, { ...plain, ami: 'al2023' }],
    ['Amazon Linux 1 on arm64', { ...web, architecture: 'arm64' }, { ...plain, ami: 'al1' }],
  ];

  it.each(cases)('counts the copies that fit one by one: %s', (_, needs, options) => {
    const { fits } = rankInstanceTypes(needs, options);
    const copies = new Map(fits.map((fit) => [fit.type.name, fit.copies]));
    const disagreeing = listInstanceTypes().filter((type) => (copies.get(type.name) ?? 0) !== copiesOneByOne(type.name, needs, options));
    expect(disagreeing.map((type) => type.name)).toEqual([]);
  });

  it.each(cases)('accounts for every type once: %s', (_, needs, options) => {
    const { fits, leftOut } = rankInstanceTypes(needs, options);
    const left = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
    expect(fits.length + left).toBe(listInstanceTypes().length);
  });

  it.each(cases)('is in order of price per task-hour, then name, the unpriced last: %s', (_, needs, options) => {
    const { fits } = rankInstanceTypes(needs, options);
    const keyed = fits.map((fit) => {
      const price = onDemandPrice(fit.type.name, options.region);
      // Pico-dollars, so that 0.306 / 30 and 0.612 / 60 are one price.
      return {
        name: fit.type.name,
        pico: 'missing' in price ? Number.MAX_SAFE_INTEGER : Math.round((price.usdPerHour / fit.copies) * 1e12),
      };
    });
    const sorted = [...keyed].sort((a, b) => a.pico - b.pico || (a.name < b.name ? -1 : 1));
    expect(keyed).toEqual(sorted);
  });

  it('counts the types that each reason excludes', () => {
    const { fits, leftOut } = rankInstanceTypes({ ...web, gpus: 8 }, { ...plain, ami: 'al2023' });
    expect(fits.length).toBeGreaterThan(10);
    expect(fits.every((fit) => fit.type.gpus >= 8)).toBe(true);
    expect(leftOut.architecture).toBe(listInstanceTypes().filter((type) => type.architecture === 'arm64').length);
    expect(leftOut.operatingSystem).toBe(1); // mac1.metal, the only Mac with an x86 processor
    expect(leftOut.memoryUnknown + leftOut.cpu + leftOut.ports + leftOut.eni).toBe(0);
    expect(leftOut.gpu).toBeGreaterThan(800);
  });
});
