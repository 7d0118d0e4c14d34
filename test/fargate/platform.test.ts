import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FARGATE_SIZES } from '../../src/catalog/fargate.js';
import { nearestSizes } from '../../src/fargate/platform/sizes.js';
import type { FargateProblem } from '../../src/fargate/platform/task.js';
import { isFrom, versionOf } from '../../src/fargate/platform/versions.js';
import { problemsOf, rulesOf, useProblemsOf, WINDOWS } from './tasks.js';

describe('platform versions', () => {
  it('[C.FG-08, T.FG-6] LATEST is 1.4.0 on Linux and 1.0.0 on Windows', () => {
    expect([versionOf('LATEST', 'linux'), versionOf('LATEST', 'windows'), versionOf('1.3.0', 'linux')]).toEqual([
      '1.4.0',
      '1.0.0',
      '1.3.0',
    ]);
    expect(useProblemsOf({}, { platformVersion: '1.0.0' })).toMatchObject([{ rule: 'C.FG-08' }]);
    expect(useProblemsOf(WINDOWS, { platformVersion: '1.0.0' })).toEqual([]);
    expect(useProblemsOf(WINDOWS, { platformVersion: '1.4.0' })).toMatchObject([{ rule: 'C.FG-08', remedy: 'write LATEST or 1.0.0' }]);
  });

  it('reports each need that an old version does not meet', () => {
    const all = { cpuUnits: 8_192, memoryMib: 16_384, architecture: 'arm64' as const, ephemeralGib: 40, parameters: ['managedEBSVolume'] };
    expect(useProblemsOf(all, { platformVersion: '1.3.0' }).map(({ rule }) => rule)).toEqual([
      'C.FG-03',
      'C.ARM-01',
      'C.VOL-05',
      'C.VOL-02',
    ]);
  });

  it('are ordered by number, not by letter', () => {
    expect([isFrom('1.4.0', '1.4.0'), isFrom('1.3.9', '1.4.0'), isFrom('1.10.0', '1.4.0'), isFrom('2.0.0', '1.4.0')]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});

describe('operating systems', () => {
  it('[C.FG-11] are Linux and Windows Server 2019 and 2022', () => {
    const rules = (osFamily: string, awsBehaviour?: 'guide-2024') => rulesOf(problemsOf({ osFamily }, awsBehaviour));
    expect(rules('WINDOWS_SERVER_2019_FULL', 'guide-2024')).toEqual([]);
    expect(rules('WINDOWS_SERVER_2016_FULL')).toEqual(['C.FG-11 runtimePlatform.operatingSystemFamily']);
    expect(rules('WINDOWS_SERVER_2016_FULL', 'guide-2024')).toHaveLength(1);
    expect(rules('WINDOWS_SERVER_2025_CORE')).toEqual([]);
    expect(rules('WINDOWS_SERVER_2025_CORE', 'guide-2024')).toHaveLength(1);
  });
});

describe('messages', () => {
  const said = (problems: readonly FargateProblem[]) => problems.map(({ what, remedy }) => `${what}: ${remedy}`);

  it('name each fault of a task definition, with its remedy', () => {
    expect(said(problemsOf({ memoryMib: null }))).toEqual([
      'memory is missing at task level: give memory: Fargate makes a machine of that size',
    ]);
    expect(said(problemsOf({ osFamily: 'WINDOWS_SERVER_2016_FULL', architecture: 'arm64', networkMode: 'default' }))).toEqual([
      'WINDOWS_SERVER_2016_FULL is not on Fargate: write LINUX, WINDOWS_SERVER_2019_FULL, WINDOWS_SERVER_2019_CORE, WINDOWS_SERVER_2022_FULL, WINDOWS_SERVER_2022_CORE',
      'cpuArchitecture is ARM64 with WINDOWS_SERVER_2016_FULL: ARM64 is for LINUX only: write X86_64',
      'networkMode is default: a task on Fargate has a network interface of its own: write awsvpc',
    ]);
    expect(said(problemsOf({ ...WINDOWS, parameters: ['gpu', 'credentialSpecs', 'managedEBSVolume'] }))).toEqual([
      'a GPU is refused on Fargate: leave it out, or run the task on EC2',
      'credentialSpecs is refused on Fargate with Windows: leave it out, or run the task on EC2',
      'managedEBSVolume is refused on Fargate with Windows: leave it out, or run the task on EC2',
    ]);
  });

  it('of the way to start it', () => {
    const all = {
      isSpot: true,
      startedBy: 'DAEMON',
      hasPlacementStrategy: true,
      hasPlacementConstraints: true,
      zones: [{ name: 'us-west-2-lax-1a', id: null, kind: 'local' }],
    } as const;
    expect(said(useProblemsOf(WINDOWS, all))).toEqual([
      'WINDOWS_SERVER_2022_CORE cannot run on FARGATE_SPOT: use FARGATE',
      'DAEMON needs instances, and Fargate has none: write REPLICA, or run the service on EC2',
      'Fargate takes no placementStrategy: leave it out: Fargate spreads tasks over zones by itself',
      'Fargate takes no placementConstraints: leave it out: Fargate spreads tasks over zones by itself',
      'zone us-west-2-lax-1a has no Fargate: it is a local zone: name subnets in other zones only',
    ]);
    expect(said(useProblemsOf({ architecture: 'arm64' }, { isSpot: true, startedBy: 'StartTask' }, 'guide-2024'))).toEqual([
      'ARM64 cannot run on FARGATE_SPOT: use FARGATE',
      'StartTask names instances, and Fargate has none: call RunTask',
    ]);
    expect(said(useProblemsOf(WINDOWS, { region: 'us-gov-east-1' }))).toEqual([
      'us-gov-east-1 has no Fargate for Windows: choose another Region, or run the task on EC2',
    ]);
    expect(said(useProblemsOf({ cpuUnits: 7, ephemeralGib: 30, architecture: 'arm64' }, { platformVersion: '1.3.0' }))).toEqual([
      '1.3.0 is too old for ARM64: write 1.4.0 or LATEST',
      '1.3.0 is too old for ephemeralStorage: write 1.4.0 or LATEST',
    ]);
  });
});

describe('the sizes next to a pair', () => {
  const linux = FARGATE_SIZES.filter(({ os }) => os === 'linux');

  it('are the pair itself when it is one', () => {
    for (const size of linux) expect(new Set(nearestSizes(size.cpuUnits, size.memoryMib, linux))).toEqual(new Set([size]));
  });

  it('are the smallest that holds it and the largest that fits in it', () => {
    const pair = fc.tuple(fc.integer({ min: 256, max: 16_384 }), fc.integer({ min: 512, max: 122_880 }));
    fc.assert(
      fc.property(pair, ([cpu, memory]) => {
        const holding = linux.filter((size) => size.cpuUnits >= cpu && size.memoryMib >= memory);
        const fitting = linux.filter((size) => size.cpuUnits <= cpu && size.memoryMib <= memory);
        expect(new Set(nearestSizes(cpu, memory, linux))).toEqual(new Set([fitting.at(-1), holding[0]]));
        for (const size of holding) expect(size.cpuUnits).toBeGreaterThanOrEqual(holding[0]!.cpuUnits);
        for (const size of fitting) expect(size.cpuUnits).toBeLessThanOrEqual(fitting.at(-1)!.cpuUnits);
      }),
    );
  });

  it('are there for every pair, also beyond the largest and below the smallest', () => {
    const near = (cpu: number, memory: number) => nearestSizes(cpu, memory, linux).map(({ cpuUnits, memoryMib }) => [cpuUnits, memoryMib]);
    expect(near(1, 1)).toEqual([[256, 512]]);
    expect(near(99_999, 999_999)).toEqual([[16_384, 122_880]]);
    expect(near(99_999, 1)).toEqual([
      [256, 512],
      [16_384, 32_768],
    ]);
    expect(near(1, 999_999)).toEqual([
      [256, 2_048],
      [16_384, 122_880],
    ]);
  });
});
