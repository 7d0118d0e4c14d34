import { describe, expect, it } from 'vitest';
import { FARGATE_SIZES } from '../../src/catalog/fargate.js';
import { retryAfterMs } from '../../src/fargate/interruption.js';
import { PLACEMENT_FAILURE } from '../../src/fargate/messages.js';
import { FARGATE_PROVIDER_NAMES } from '../../src/fargate/providers.js';
import {
  announceRetirement,
  RETIRED_REASON,
  RETIREMENT_WAIT_DAYS,
  RETIREMENT_WAIT_DAYS_DEFAULT,
  whenRetired,
} from '../../src/fargate/retirement.js';
import { storageLeftMib } from '../../src/fargate/start.js';
import { type ReplicaCounts, reconcileReplica } from '../../src/services/replica.js';
import { ARM, problemsOf, rulesOf, useProblemsOf, WINDOWS } from '../fargate/tasks.js';
import { EcsStream } from '../report/ecs-stream.js';
import { type Change, changed, messages } from '../scenario/scenarios.js';
import {
  batch,
  HOUR,
  instanceType,
  onLaunchType,
  onProvider,
  run,
  service,
  staticInstance,
  taskDefinition,
  withAttributes,
} from '../sim/setups.js';

const POD = '{ family: pods, networkMode: awsvpc, ';
/** The same with a size of Fargate. */
const SIZED = `${POD}cpu: "256", memory: "512", `;

const NOBODY = { waiting: 0, healthy: 0, unhealthy: 0, onDraining: 0, stopping: 0 };
const of = (desired: number, minimumHealthyPercent = 100) => ({
  desired,
  minimumHealthyPercent,
  maximumPercent: 200,
  isRollingUpdate: false,
});

describe('a size on Fargate', () => {
  it('[C.FG-02, C.ERR-02] is one of the table, and for another pair the message names the nearest', () => {
    for (const { cpuUnits, memoryMib, os } of FARGATE_SIZES)
      expect(problemsOf({ cpuUnits, memoryMib, osFamily: os === 'linux' ? 'LINUX' : WINDOWS.osFamily })).toEqual([]);
    expect(problemsOf({ cpuUnits: 8_192, memoryMib: 18_432 })).toEqual([
      {
        rule: 'C.FG-02',
        parameter: 'memory',
        what: '8192 CPU units with 18432 MiB is no size of Fargate',
        remedy: 'write 8192 with 16384 MiB, or 8192 with 20480 MiB',
      },
    ]);
    const remedy = (cpuUnits: number, memoryMib: number) => problemsOf({ cpuUnits, memoryMib })[0]?.remedy;
    expect(remedy(1_024, 16_384)).toBe('write 1024 with 8192 MiB, or 2048 with 16384 MiB');
    expect(remedy(300, 1_000)).toBe('write 256 with 512 MiB, or 512 with 1024 MiB');
    expect(remedy(128, 128)).toBe('write 256 with 512 MiB');
    expect(remedy(16_384, 262_144)).toBe('write 16384 with 122880 MiB');
  });

  it('[C.FG-02] is given at task level, CPU and memory both', () => {
    expect(rulesOf(problemsOf({ cpuUnits: null }))).toEqual(['C.FG-02 cpu']);
    expect(rulesOf(problemsOf({ memoryMib: null }))).toEqual(['C.FG-02 memory']);
    expect(rulesOf(problemsOf({ cpuUnits: null, memoryMib: null }))).toEqual(['C.FG-02 cpu', 'C.FG-02 memory']);
  });

  it('[C.FG-03, C.ERR-02] of 1, 2 and 4 vCPU is for Windows as well, a smaller or larger one for Linux only', () => {
    const onWindows = (cpuUnits: number, memoryMib: number) => problemsOf({ ...WINDOWS, cpuUnits, memoryMib });
    expect(onWindows(4_096, 30_720)).toEqual([]);
    expect(onWindows(512, 1_024)).toMatchObject([
      { rule: 'C.FG-03', parameter: 'cpu', what: expect.stringMatching(/for Windows$/), remedy: 'write 1024 with 2048 MiB' },
    ]);
    expect(onWindows(8_192, 16_384)).toMatchObject([{ rule: 'C.FG-03', remedy: 'write 4096 with 16384 MiB' }]);
    expect(onWindows(1_024, 9_000)).toMatchObject([{ rule: 'C.FG-02', parameter: 'memory' }]); // No size of Linux either.
  });

  it('[C.FG-03] of 8 and 16 vCPU needs platform 1.4.0', () => {
    const on = (cpuUnits: number, memoryMib: number, platformVersion: string) =>
      useProblemsOf({ cpuUnits, memoryMib }, { platformVersion });
    expect(on(8_192, 16_384, '1.3.0')).toMatchObject([
      { rule: 'C.FG-03', parameter: 'platformVersion', what: '1.3.0 is too old for 8192 CPU units', remedy: 'write 1.4.0 or LATEST' },
    ]);
    expect([on(8_192, 16_384, '1.4.0'), on(16_384, 32_768, 'LATEST'), on(4_096, 8_192, '1.3.0')]).toEqual([[], [], []]);
  });
});

describe('a task definition on Fargate', () => {
  it.each([
    'disableNetworking',
    'dnsSearchDomains',
    'dnsServers',
    'dockerSecurityOptions',
    'extraHosts',
    'gpu',
    'ipcMode',
    'links',
    'placementConstraints',
    'privileged',
    'linuxParameters.maxSwap',
    'linuxParameters.swappiness',
  ])('[C.FG-04, C.ERR-02] has no %s', (parameter) => {
    expect(rulesOf(problemsOf({ parameters: ['volumes', parameter] }))).toEqual([`C.FG-04 ${parameter}`]);
  });

  it('[T.FG-1] has an interface of its own: awsvpc', () => {
    expect(problemsOf({ networkMode: 'bridge' })).toMatchObject([{ rule: 'T.FG-1', parameter: 'networkMode', remedy: 'write awsvpc' }]);
    expect(problemsOf()).toEqual([]);
  });

  it('[C.VOL-05, T.STOR-1, C.ERR-02] may have 21 to 200 GiB of storage, today 20 as well', () => {
    const refused = (gib: number, awsBehaviour?: 'guide-2024') => problemsOf({ ephemeralGib: gib }, awsBehaviour).length > 0;
    expect([19, 20, 21, 200, 201, 21.5].map((gib) => refused(gib))).toEqual([true, false, false, false, true, true]);
    expect([20, 21].map((gib) => refused(gib, 'guide-2024'))).toEqual([true, false]);
    expect(problemsOf({ ephemeralGib: 300 })[0]).toEqual({
      rule: 'C.VOL-05',
      parameter: 'ephemeralStorage.sizeInGiB',
      what: 'sizeInGiB is 300',
      remedy: 'write a whole number from 20 to 200, or leave it out for 20',
    });
    expect(rulesOf(useProblemsOf({ ephemeralGib: 50 }, { platformVersion: '1.3.0' }))).toEqual(['C.VOL-05 platformVersion']);
    expect(useProblemsOf({ ephemeralGib: 50 }, { platformVersion: '1.4.0' })).toEqual([]);
    expect(useProblemsOf({ ...WINDOWS, ephemeralGib: 50 }, { platformVersion: '1.0.0' })).toEqual([]);
  });

  it('[C.VOL-05, T.STOR-2] has the storage that its compressed and unpacked images leave', () => {
    const images = [{ compressedMib: 1_024, isLazy: false, isAssumed: false }];
    expect(storageLeftMib(20, images, 2.5)).toBe((20 - 3.5) * 1_024);
    expect(storageLeftMib(20, [{ compressedMib: 6_000, isLazy: false, isAssumed: false }], 2.5)).toBeLessThan(0);
  });

  it('[C.ERR-02] has all its mistakes reported at once', () => {
    const all = problemsOf({ ...WINDOWS, ...ARM, cpuUnits: 512, ephemeralGib: 10, networkMode: 'default', parameters: ['gpu', 'links'] });
    expect(rulesOf(all)).toEqual([
      'C.FG-03 cpu',
      'C.ARM-02 runtimePlatform.cpuArchitecture',
      'C.VOL-05 ephemeralStorage.sizeInGiB',
      'T.FG-1 networkMode',
      'C.FG-04 gpu',
      'C.FG-04 links',
    ]);
  });
});

describe('ARM64', () => {
  it('[C.ARM-01, T.FG-3] needs platform 1.4.0 on Fargate, and by the guide is not on Fargate Spot', () => {
    expect(rulesOf(useProblemsOf(ARM, { platformVersion: '1.3.0' }))).toEqual(['C.ARM-01 platformVersion']);
    expect(useProblemsOf(ARM, { platformVersion: '1.4.0' })).toEqual([]);
    expect(rulesOf(useProblemsOf(ARM, { isSpot: true }, 'guide-2024'))).toEqual(['C.FGS-02 runtimePlatform.cpuArchitecture']);
    expect(useProblemsOf(ARM, { isSpot: true }, 'current')).toEqual([]);
    expect(useProblemsOf({}, { isSpot: true }, 'guide-2024')).toEqual([]);
  });

  it('[C.ARM-01] is not in use1-az3', () => {
    const zones = [
      { name: 'us-east-1a', id: 'use1-az3', kind: 'availability' as const },
      { name: 'us-east-1b', id: 'use1-az2', kind: 'availability' as const },
    ];
    expect(useProblemsOf(ARM, { zones })).toMatchObject([{ rule: 'C.ARM-01', what: 'zone us-east-1a has no ARM64 on Fargate' }]);
    expect(useProblemsOf({}, { zones })).toEqual([]);
  });

  it('[C.ARM-02] is for Linux only: Windows is X86_64', () => {
    expect(problemsOf({ ...WINDOWS, ...ARM })).toMatchObject([
      { rule: 'C.ARM-02', parameter: 'runtimePlatform.cpuArchitecture', remedy: 'write X86_64' },
    ]);
    expect([problemsOf(WINDOWS), problemsOf(ARM)]).toEqual([[], []]);
  });
});

describe('a service on Fargate', () => {
  it('[C.FG-05, T.FG-1] takes no placement strategy and no constraint', () => {
    expect(rulesOf(useProblemsOf({}, { hasPlacementStrategy: true, hasPlacementConstraints: true }))).toEqual([
      'C.FG-05 placementStrategy',
      'C.FG-05 placementConstraints',
    ]);
    expect(useProblemsOf({}, {})).toEqual([]);
  });

  it('[C.FG-06, C.ERR-02] is not a DAEMON, and StartTask starts nothing on Fargate', () => {
    const by = (startedBy: 'RunTask' | 'StartTask' | 'REPLICA' | 'DAEMON') => rulesOf(useProblemsOf({}, { startedBy }));
    expect(by('DAEMON')).toEqual(['C.FG-06 schedulingStrategy']);
    expect(by('StartTask')).toEqual(['C.FG-06 launchType']);
    expect([by('REPLICA'), by('RunTask')]).toEqual([[], []]);
  });

  it('[C.FG-07] is not in Local Zones, Wavelength Zones or on Outposts', () => {
    const inZone = (kind: 'availability' | 'local' | 'wavelength' | 'outpost') =>
      useProblemsOf({}, { zones: [{ name: 'z', id: null, kind }] }).map(({ rule, what }) => `${rule} ${what}`);
    expect(inZone('local')).toEqual(['C.FG-07 zone z has no Fargate: it is a local zone']);
    expect(inZone('wavelength')).toEqual(['C.FG-07 zone z has no Fargate: it is a wavelength zone']);
    expect(inZone('outpost')).toEqual(['C.FG-07 zone z has no Fargate: it is an Outpost']);
    expect(inZone('availability')).toEqual([]);
  });
});

describe('Windows', () => {
  it('[T.FG-8] on Fargate lacks Spot, EFS, FSx, FireLens, App Mesh and gMSA', () => {
    const lacking = ['efsVolumeConfiguration', 'fsxWindowsFileServerVolumeConfiguration', 'firelensConfiguration', 'proxyConfiguration'];
    for (const parameter of [...lacking, 'credentialSpecs']) {
      expect(rulesOf(problemsOf({ ...WINDOWS, parameters: [parameter] }))).toEqual([`C.FG-11 ${parameter}`]);
      expect(problemsOf({ parameters: [parameter] })).toEqual([]);
    }
    expect(rulesOf(useProblemsOf(WINDOWS, { isSpot: true }))).toEqual(['C.FGS-02 runtimePlatform.operatingSystemFamily']);
  });

  const family = (name: string) => withAttributes({ 'ecs.os-family': name });
  const [LINUX, CORE_2019, CORE_2022] = [0, 1, 2];
  /** On which instances the six tasks of a service run, in a cluster of one instance with Linux and two releases of Windows. */
  const instancesOf = (operatingSystem: 'linux' | 'windows', memberOf: string[] = []) => {
    const windows = { instanceType: 1 };
    const { recorder } = run({
      capacityProviders: [],
      instanceTypes: [instanceType(), instanceType({ name: 'win.xlarge', operatingSystem: 'windows' })],
      staticInstances: [
        staticInstance({ traits: family('LINUX') }),
        staticInstance({ ...windows, traits: family('WINDOWS_SERVER_2019_CORE') }),
        staticInstance({ ...windows, traits: family('WINDOWS_SERVER_2022_CORE') }),
      ],
      taskDefinitions: [taskDefinition({ operatingSystem })],
      services: [service(6, { capacity: onLaunchType, memberOf })],
      minutes: 1,
    });
    return [...new Set(recorder.places.map(([, instance]) => instance))].sort();
  };

  it('[C.WIN-01, T.WIN-1] runs on Windows instances only, and Linux on Linux instances only', () => {
    expect(instancesOf('linux')).toEqual([LINUX]);
    expect(instancesOf('windows')).toEqual([CORE_2019, CORE_2022]);
    expect(instancesOf('windows', ["ecs.os-type=='windows'"])).toEqual([CORE_2019, CORE_2022]);
    expect(instancesOf('linux', ["ecs.os-type=='windows'"])).toEqual([]);
  });

  it('[C.WIN-02, T.WIN-2] finds the release of its images by a constraint on ecs.os-family, and without one any release', () => {
    expect(instancesOf('windows', ['attribute:ecs.os-family == WINDOWS_SERVER_2022_CORE'])).toEqual([CORE_2022]);
    expect(instancesOf('windows', ['attribute:ecs.os-family == WINDOWS_SERVER_2022_FULL'])).toEqual([]);
    expect(instancesOf('windows')).toContain(CORE_2019);
  });
});

describe('Fargate Spot', () => {
  it('[C.FGS-01, T.FG-2] is a predefined provider, as FARGATE is: a cluster only associates it', () => {
    expect(FARGATE_PROVIDER_NAMES).toEqual(['FARGATE', 'FARGATE_SPOT']);
    // It needs no definition, only its place in the list; groups may be beside it in the cluster, never in its strategy.
    const strategy = 'capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]';
    const spot = '{ capacityProvider: FARGATE_SPOT, weight: 1 }';
    const web = (items: string, providers = '- FARGATE_SPOT') =>
      messages(
        changed(
          [strategy, `capacityProviderStrategy: [${items}]`],
          ['- FARGATE', providers],
          ['taskDefinition: web', 'taskDefinition: pods'],
          [POD, SIZED],
        ),
      );
    expect(web(spot)).toEqual([]);
    expect(web(spot, '- FARGATE').join()).toContain('FARGATE_SPOT is not associated with the cluster');
    expect(web(`${spot}, { capacityProvider: workers, weight: 1 }`).join()).toContain('mixes Fargate and Auto Scaling group providers');
    // Its name is taken: no group can have it.
    expect(messages(changed(['- name: workers', '- name: FARGATE_SPOT'])).join()).toMatch(/aws, ecs or fargate/);
  });

  it('[C.FGS-02, T.FG-3, C.ERR-02] runs Linux on X86_64 from platform 1.3.0 on', () => {
    const spot = { isSpot: true, platformVersion: '1.3.0' };
    expect(useProblemsOf({}, spot)).toEqual([]);
    expect(useProblemsOf({}, { ...spot, platformVersion: '1.2.0' })).toMatchObject([
      { rule: 'C.FG-08', what: '1.2.0 is no platform version of LINUX', remedy: 'write LATEST or 1.4.0 or 1.3.0' },
    ]);
    expect(useProblemsOf(WINDOWS, { isSpot: true })).toMatchObject([{ rule: 'C.FGS-02', remedy: 'use FARGATE' }]);
    expect(useProblemsOf(WINDOWS, {})).toEqual([]);
  });

  it('[T.FG-5, S.FSPOT-2] reports each failure as SERVICE_TASK_PLACEMENT_FAILURE with RESOURCE:FARGATE and waits longer each time', () => {
    expect(PLACEMENT_FAILURE).toEqual({ eventName: 'SERVICE_TASK_PLACEMENT_FAILURE', reason: 'RESOURCE:FARGATE' });
    expect([1, 2, 3, 4, 5, 6, 2_000].map((refusals) => retryAfterMs(refusals, { firstMs: 15_000, longestMs: 300_000 }))).toEqual([
      15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000,
    ]);
  });
});

describe('a task that does not start', () => {
  it('[T.STOP-2] is STOPPED with TaskFailedToStart before it ran; a definition for other capacity is refused beforehand', () => {
    // 10,000 MiB compressed and 2.5 times that unpacked do not fit 20 GiB.
    const stream = new EcsStream({
      images: [{ name: 'web', mib: 10_000, hasSociIndex: false }],
      taskDefinitions: [taskDefinition({ eni: 1, images: [0] })],
      workloads: [batch([0], 1, HOUR, { capacity: onProvider(1) })],
    });
    const { lastStatus, stopCode, startedAt } = stream.ofTask(0).at(-1)!.detail;
    expect([lastStatus, stopCode, startedAt]).toEqual(['STOPPED', 'TaskFailedToStart', undefined]);
    const JOBS: Change = ['taskDefinition: pods\n    launchType: EC2', 'taskDefinition: pods\n    launchType: FARGATE'];
    expect(messages(changed(JOBS, [POD, SIZED]))).toEqual([]);
    const refused = messages(changed(JOBS, [POD, SIZED.replace('awsvpc', 'bridge')]));
    expect(refused.join()).toContain('workloads.jobs.taskDefinition: pods cannot run on Fargate: ');
  });
});

describe('the retirement of a platform revision', () => {
  const DAY = 86_400_000;
  const retirement = announceRetirement(DAY, 7, 2 * DAY);

  it('[T.FG-7] begins 0, 7 or 14 days after its notice, by default 7', () => {
    expect(RETIREMENT_WAIT_DAYS).toEqual([0, 7, 14]);
    expect(RETIREMENT_WAIT_DAYS.map((days) => announceRetirement(DAY, days, DAY).startMs)).toEqual([DAY, 8 * DAY, 15 * DAY]);
    expect(RETIREMENT_WAIT_DAYS_DEFAULT).toBe(7);
  });

  it('[T.FG-7] is not moved by a later change of the setting, which counts for later notices', () => {
    // The start is part of what was announced; a setting of 14 days from now on is of the next one.
    expect(retirement).toEqual({ noticeMs: DAY, startMs: 8 * DAY, endMs: 10 * DAY });
    expect(announceRetirement(2 * DAY, 14, DAY)).toEqual({ noticeMs: 2 * DAY, startMs: 16 * DAY, endMs: 17 * DAY });
  });

  it('[T.FG-7] replaces tasks of services, another starting first at 100 %, and stops standalone tasks', () => {
    expect(whenRetired({ startedBeforeNotice: true, isService: true })).toBe('replace');
    expect(whenRetired({ startedBeforeNotice: true, isService: false })).toBe('stop');
    const decide = (counts: Partial<ReplicaCounts>, minimum = 100) => reconcileReplica({ ...NOBODY, ...counts }, of(4, minimum));
    expect(decide({ onDraining: 4 })).toMatchObject({ start: 4, stop: { draining: 0 } });
    expect(decide({ onDraining: 4, healthy: 1, waiting: 3 })).toMatchObject({ start: 0, stop: { draining: 1 } });
    expect(decide({ onDraining: 4 }, 50)).toMatchObject({ stop: { draining: 2 } });
  });

  it('[C.RET-02] stops a task first where the maximum lets no other start, one at a time; an instance that drains waits for ever', () => {
    const decide = (counts: Partial<ReplicaCounts>, stopsFirst: boolean) =>
      reconcileReplica({ ...NOBODY, ...counts }, { ...of(4, 100), maximumPercent: 100, stopsFirst });
    expect(decide({ onDraining: 4 }, true)).toMatchObject({ start: 0, stop: { draining: 1 }, isBlocked: false });
    expect(decide({ onDraining: 3, stopping: 1 }, true)).toMatchObject({ start: 0, stop: { draining: 0 } });
    expect(decide({ onDraining: 3 }, true)).toMatchObject({ start: 1, stop: { draining: 0 } });
    expect(decide({ onDraining: 3, waiting: 1 }, true)).toMatchObject({ start: 0, stop: { draining: 0 } });
    expect(decide({ onDraining: 3, healthy: 1 }, true)).toMatchObject({ start: 0, stop: { draining: 1 } });
    expect(decide({ onDraining: 4 }, false)).toMatchObject({ start: 0, stop: { draining: 0 }, isBlocked: true });
  });

  it('[C.FG-08, T.STOP-7] leaves alone what started after the notice: that has the newest revision, and keeps it for life', () => {
    expect(whenRetired({ startedBeforeNotice: false, isService: true })).toBe('keep');
    expect(whenRetired({ startedBeforeNotice: false, isService: false })).toBe('keep');
    expect(RETIRED_REASON).toBe('ECS is performing maintenance on the underlying infrastructure hosting the task');
  });
});
