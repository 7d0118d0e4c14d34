import { describe, expect, it } from 'vitest';
import { FARGATE_SIZES } from '../../src/catalog/fargate.js';
import { type FitOptions, fitType, type TaskNeeds } from '../../src/catalog/fits.js';
import { findInstanceType } from '../../src/catalog/instance-types.js';
import { registeredMemory } from '../../src/catalog/registered.js';
import { sizeOf } from '../../src/fargate/platform/sizes.js';
import { PLAIN_TASK } from '../../src/scenario/fargate/setup.js';
import { batch, instanceType, MINUTE, NO_TRAITS, onLaunchType, setup, simulationOf, taskDefinition } from '../sim/setups.js';

const type = (name: string) => findInstanceType(name)!;
const bridge: TaskNeeds = { cpuUnits: 0, memoryMib: 1, eni: 0, gpus: 0, staticPorts: 0, architecture: 'x86_64', os: 'linux' };
const al1: FitOptions = { region: 'us-east-1', ami: 'al1', trunking: false, trunkLimits: 'ecs' };

describe('registered memory', () => {
  it('[C.MEM-01, T.RES-8] an m4.large of 8,192 MiB registers 7,985 MiB on Linux and 8,191 MiB on Windows', () => {
    expect(type('m4.large').nominalMemoryMib).toBe(8192);
    expect(registeredMemory(type('m4.large'), 'al1')).toEqual({ memoryMib: Math.floor(8_373_026_816 / 1_048_576), basis: 'measured' });
    expect(registeredMemory(type('m4.large'), 'windows')).toEqual({ memoryMib: Math.floor(8_589_524_992 / 1_048_576), basis: 'measured' });
    expect(registeredMemory(type('m4.large'), 'al1')).toMatchObject({ memoryMib: 7985 });
    expect(registeredMemory(type('m4.large'), 'windows')).toMatchObject({ memoryMib: 8191 });
  });

  it('[C.MEM-02, T.RES-8] ECS_RESERVED_MEMORY=256 is taken off: 7985 - 256 = 7729', () => {
    expect(registeredMemory(type('m4.large'), 'al1', 256)).toMatchObject({ memoryMib: 7729 });
    expect(registeredMemory(type('m4.xlarge'), 'al2', 256)).toMatchObject({
      memoryMib: (registeredMemory(type('m4.xlarge'), 'al2') as { memoryMib: number }).memoryMib - 256,
    });
    expect(registeredMemory(type('m4.large'), 'al1', 0)).toMatchObject({ memoryMib: 7985 });
  });

  it('[C.MEM-03, T.RES-9] a task of 8,192 MiB fits no instance that registers less, and one of 7,985 MiB does', () => {
    expect(fitType(type('m4.large'), { ...bridge, memoryMib: 8192 }, al1)).toBe('memory');
    expect(fitType(type('m4.large'), { ...bridge, memoryMib: 7986 }, al1)).toBe('memory');
    expect(fitType(type('m4.large'), { ...bridge, memoryMib: 7985 }, al1)).toMatchObject({ copies: 1 });
    expect(fitType(type('m4.xlarge'), { ...bridge, memoryMib: 8192 }, al1)).toMatchObject({ copies: 1 }); // Registers at least 8,192.
  });
});

describe('remaining memory', () => {
  it('[C.MEM-04] is what was registered less what tasks reserve, and what was registered never changes', () => {
    const { simulation } = simulationOf(
      setup({
        capacityProviders: [],
        instanceTypes: [instanceType({ name: 'm4.large', cpuUnits: 2048, memoryMib: 7985 })],
        staticInstances: [{ instanceType: 0, zones: [0], count: 1, hasTrunk: false, traits: NO_TRAITS }],
        taskDefinitions: [taskDefinition({ cpuUnits: 128, memoryMib: 1000 })],
        workloads: [batch([1, 1, 1, 2, 2, 2], 1, 5 * MINUTE, { capacity: onLaunchType })],
      }),
    );
    const remainingMib = (minute: number) => {
      simulation.advance(minute * MINUTE + 1);
      return simulation.world.fleet.memoryMibFree[0];
    };
    expect(remainingMib(0)).toBe(7985);
    expect(remainingMib(1)).toBe(7985 - 3 * 1000);
    expect(remainingMib(2)).toBe(7985 - 6 * 1000);
    expect(remainingMib(6)).toBe(7985 - 3 * 1000); // The first three have ended.
    expect(remainingMib(7)).toBe(7985);
  });
});

describe('registered CPU', () => {
  it('[T.RES-7] is 1,024 units per vCPU, of which 1,000 fit once', () => {
    expect(type('c4.large').cpuUnits).toBe(2048);
    expect(type('c4.4xlarge').cpuUnits).toBe(16_384);
    expect(type('m3.medium').cpuUnits).toBe(1024);
    expect(fitType(type('m3.medium'), { ...bridge, cpuUnits: 1000 }, al1)).toMatchObject({ copies: 1, limitedBy: ['cpu'] });
    expect(fitType(type('m3.medium'), { ...bridge, cpuUnits: 512 }, al1)).toMatchObject({ copies: 2, limitedBy: ['cpu'] });
    expect(fitType(type('m3.medium'), { ...bridge, cpuUnits: 1025 }, al1)).toBe('cpu');
    expect(fitType(type('t2.micro'), { ...bridge, memoryMib: 900 }, al1)).toMatchObject({ copies: 1, limitedBy: ['memory'] }); // 993 / 900
  });
});

describe('interfaces for awsvpc tasks', () => {
  const awsvpc: TaskNeeds = { ...bridge, eni: 1 };

  it('[T.NET-10, C.ENI-01, C.ENI-02] a c5.large takes 3 - 1 = 2 tasks without a trunk and 12 - 2 = 10 with one', () => {
    expect(fitType(type('c5.large'), awsvpc, al1)).toMatchObject({ copies: 2, limitedBy: ['eni'] });
    expect(fitType(type('c5.large'), awsvpc, { ...al1, trunking: true })).toMatchObject({ copies: 10, limitedBy: ['eni'] });
  });

  it('[C.ENI-06, C.ENI-07] a type outside the table has no trunk, and the table takes precedence over the list of unsupported types', () => {
    expect(fitType(type('c5n.large'), awsvpc, { ...al1, trunking: true })).toMatchObject({ copies: 2, trunkSource: 'none' });
    expect(fitType(type('c5n.large'), awsvpc, { ...al1, trunking: true, trunkLimits: 'ec2-api' })).toMatchObject({
      copies: 2,
      trunkSource: 'none',
    });
    expect(fitType(type('m5n.large'), awsvpc, { ...al1, trunking: true })).toMatchObject({ copies: 10, trunkSource: 'ecs' });
  });

  it('[C.ENI-16] a trunk raises only the interface limit: an m5.large takes 2048 / 256 = 8 tasks, not 10', () => {
    expect(fitType(type('m5.large'), { ...awsvpc, cpuUnits: 256 }, { ...al1, trunking: true })).toMatchObject({
      copies: 8,
      limitedBy: ['cpu'],
    });
    expect(fitType(type('m5.large'), { ...awsvpc, cpuUnits: 128 }, { ...al1, trunking: true })).toMatchObject({
      copies: 10,
      limitedBy: ['eni'],
    });
  });

  it('[C.ENI-08] Windows has no trunk', () => {
    const windows: TaskNeeds = { ...awsvpc, os: 'windows' };
    const image = { ...al1, ami: 'windows', trunking: true } as const;
    expect(fitType(type('c5.large'), windows, image)).toMatchObject({ copies: 2, copiesWithTrunk: 2 });
    expect(fitType(type('c5.large'), windows, { ...image, trunkLimits: 'ec2-api' })).toMatchObject({ copies: 2, trunkSource: 'none' });
  });
});

describe('Fargate sizes', () => {
  const isFargateSize = (cpuUnits: number, memoryMib: number, os: 'linux' | 'windows') =>
    sizeOf({ ...PLAIN_TASK, cpuUnits, memoryMib, osFamily: os === 'linux' ? 'LINUX' : 'WINDOWS_SERVER_2022_CORE' }, FARGATE_SIZES) !==
    undefined;
  it('[T.TASK-4] are 74 for Linux, in steps that depend on the CPU', () => {
    expect(FARGATE_SIZES.filter((size) => size.os === 'linux').length).toBe(3 + 4 + 7 + 13 + 23 + 12 + 12);
    const gb = (cpuUnits: number, memoryGb: number) => isFargateSize(cpuUnits, memoryGb * 1024, 'linux');
    const rows = [
      // CPU units, least and most GB, then GB that are no size
      [256, 0.5, 2, 1.5, 3],
      [512, 1, 4, 0.5, 5],
      [1024, 2, 8, 1, 9],
      [2048, 4, 16, 3, 17],
      [4096, 8, 30, 7, 31],
      [8192, 16, 60, 18, 64],
      [16_384, 32, 120, 36, 128],
    ];
    for (const [cpuUnits, least, most, between, beyond] of rows) {
      expect([gb(cpuUnits, least), gb(cpuUnits, most), gb(cpuUnits, between), gb(cpuUnits, beyond)]).toEqual([true, true, false, false]);
    }
    expect(isFargateSize(768, 2048, 'linux')).toBe(false);
  });

  it('[T.TASK-5] of 8 and 16 vCPU need platform version 1.4.0, smaller ones none', () => {
    const linux = FARGATE_SIZES.filter((size) => size.os === 'linux');
    expect(new Set(linux.filter((size) => size.cpuUnits >= 8192).map((size) => size.platformVersionMin))).toEqual(new Set(['1.4.0']));
    expect(new Set(linux.filter((size) => size.cpuUnits < 8192).map((size) => size.platformVersionMin))).toEqual(new Set([null]));
  });

  it('[T.TASK-6] are 43 for Windows, of 1, 2 and 4 vCPU', () => {
    const windows = FARGATE_SIZES.filter((size) => size.os === 'windows');
    expect(windows.length).toBe(7 + 13 + 23);
    expect([...new Set(windows.map((size) => size.cpuUnits))]).toEqual([1024, 2048, 4096]);
    expect(isFargateSize(512, 1024, 'windows')).toBe(false);
    expect(isFargateSize(8192, 16_384, 'windows')).toBe(false);
  });
});
