import { describe, expect, it } from 'vitest';
import { findInstanceType, listInstanceTypes, suggestInstanceTypes, trunkTasksUnder } from '../../src/catalog/instance-types.js';

describe('the instance types of the catalogue', () => {
  it('are all that EC2 gives vCPUs, memory and interfaces for, each under its own name', () => {
    const types = listInstanceTypes();
    expect(types.length).toBe(1394);
    expect(new Set(types.map((type) => type.name)).size).toBe(1394);
    expect(types.every((type) => findInstanceType(type.name) === type && type.name.startsWith(`${type.family}.`))).toBe(true);
  });

  it('have whole, positive sizes', () => {
    const odd = listInstanceTypes().filter((type) =>
      [type.vcpus, type.nominalMemoryMib, type.eniTasks, type.trunkTasks?.tasks ?? 1].some((size) => !Number.isInteger(size) || size < 1),
    );
    expect(odd).toEqual([]);
  });

  it.each([
    // name, vCPUs, nominal MiB, architecture, awsvpc tasks without and with a trunk
    ['m5.large', 2, 8 * 1024, 'x86_64', 2, 10],
    ['c5.large', 2, 4 * 1024, 'x86_64', 2, 10],
    ['m6g.4xlarge', 16, 64 * 1024, 'arm64', 7, 60],
    ['u-6tb1.56xlarge', 224, 6 * 1024 * 1024, 'x86_64', 14, 12], // Fewer with a trunk than without.
    ['c6in.32xlarge', 128, 256 * 1024, 'x86_64', 13, 120], // 16 interfaces over two network cards, of which ECS counts 14.
  ])('%s is as EC2 and ECS document it', (name, vcpus, nominalMemoryMib, architecture, eniTasks, tasks) => {
    const type = findInstanceType(name);
    expect(type).toMatchObject({
      vcpus,
      cpuUnits: vcpus * 1024,
      nominalMemoryMib,
      architecture,
      eniTasks,
      trunkTasks: { tasks, source: 'ecs' },
    });
  });

  it('that do not exist are not found', () => {
    expect(findInstanceType('m5.9xlarge')).toBeUndefined();
  });

  it('include bare metal, earlier generations and macOS', () => {
    expect(findInstanceType('m7i.metal-24xl')).toMatchObject({ isBareMetal: true, isCurrentGeneration: true, isMac: false });
    expect(findInstanceType('m3.large')).toMatchObject({ isBareMetal: false, isCurrentGeneration: false, isMac: false });
    expect(findInstanceType('mac2.metal')).toMatchObject({ isBareMetal: true, isMac: true, architecture: 'arm64' });
  });
});

describe('GPUs and accelerators', () => {
  it('NVIDIA devices are GPUs, with their model and memory', () => {
    expect(findInstanceType('g5.12xlarge')).toMatchObject({ gpus: 4, gpuModel: 'A10G', gpuMemoryMib: 22_888, accelerators: null });
  });

  it('a share of a GPU is one device', () => {
    expect(findInstanceType('g6f.large')).toMatchObject({ gpus: 1, gpuModel: 'L4 (1/8)', gpuMemoryMib: 2861 });
  });

  it('a device that ECS cannot assign as a GPU is an accelerator', () => {
    expect(findInstanceType('g4ad.8xlarge')).toMatchObject({
      gpus: 0,
      gpuModel: null,
      accelerators: { count: 2, model: 'AMD Radeon Pro V520' },
    });
    expect(findInstanceType('inf1.6xlarge')).toMatchObject({
      gpus: 0,
      gpuMemoryMib: null,
      accelerators: { count: 4, model: 'Inferentia' },
    });
    expect(findInstanceType('m5.large')).toMatchObject({ gpus: 0, gpuModel: null, accelerators: null });
  });
});

describe('trunking', () => {
  it('comes from the table of ECS for 556 types, and for others from a formula within the limits of EC2', () => {
    const trunked = (limits: 'ecs' | 'ec2-api') => listInstanceTypes().filter((type) => trunkTasksUnder(limits, type) !== null).length;
    expect(trunked('ecs')).toBe(556); // 558 rows, less u-18tb1.metal and u-24tb1.metal, whose sizes EC2 does not list.
    expect(trunked('ec2-api')).toBe(556 + 623); // 716 types by formula, less 93 that ECS lists as not supported.
  });

  it('of a type without a registered figure needs trunkLimits ec2-api', () => {
    const type = findInstanceType('m8g.large')!;
    expect(type.trunkTasks).toMatchObject({ source: 'ec2-api', isDisputed: false });
    expect(trunkTasksUnder('ecs', type)).toBeNull();
    expect(trunkTasksUnder('ec2-api', type)).toBe(type.trunkTasks!.tasks);
  });

  it('is never worked out for a type that ECS lists as not supported', () => {
    expect(findInstanceType('c5n.large')!.trunkTasks).toBeNull();
  });

  it('marks the 15 types that ECS lists both in its table and as not supported', () => {
    const disputed = listInstanceTypes().filter((type) => type.trunkTasks?.isDisputed);
    expect(disputed.length).toBe(15);
    expect(disputed.every((type) => type.trunkTasks!.source === 'ecs')).toBe(true);
    expect(disputed.map((type) => type.name)).toContain('m5n.large');
  });
});

describe('suggestions for a name that is not there', () => {
  it.each([
    ['m5.larg', 'm5.large'], // One letter left out.
    ['M5.Large', 'm5.large'], // Case aside, the very name.
    ['m5large', 'm5.large'],
    ['c6gn.8xlage', 'c6gn.8xlarge'],
  ])('%s: %s comes first', (typed, meant) => {
    expect(suggestInstanceTypes(typed)[0]).toBe(meant);
  });

  it('are at most three, and none for a name like no other', () => {
    expect(suggestInstanceTypes('m5.xlargo').length).toBe(3);
    expect(suggestInstanceTypes('kubernetes')).toEqual([]);
  });
});
