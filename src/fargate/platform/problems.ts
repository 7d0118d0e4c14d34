import { parameterProblems } from './parameters.js';
import { placeProblems } from './places.js';
import { sizeOf, sizeProblems } from './sizes.js';
import { type AwsBehaviour, type FargateProblem, type FargateTask, type FargateUse, type Size, systemOf } from './task.js';
import { versionProblems } from './versions.js';

/**
 * Operating system families on Fargate: Linux, and Windows Server 2019 and 2022 (C.FG-11); later releases are refused only with
 * `guide-2024`.
 */
const FAMILIES: readonly string[] = [
  'LINUX',
  'WINDOWS_SERVER_2019_FULL',
  'WINDOWS_SERVER_2019_CORE',
  'WINDOWS_SERVER_2022_FULL',
  'WINDOWS_SERVER_2022_CORE',
];
const INSTANCE_ONLY_FAMILIES: readonly string[] = ['WINDOWS_SERVER_2016_FULL', 'WINDOWS_SERVER_2004_CORE', 'WINDOWS_SERVER_20H2_CORE'];

/** Permitted ephemeral storage in GiB: 21 to 200 in the guide; the present API also accepts the default of 20 (C.VOL-05). */
const EPHEMERAL_GIB = { default: 20, min: { current: 20, 'guide-2024': 21 }, max: 200 } as const;

/** Returns all mistakes of a task definition on Fargate, independent of how it is started (C.ERR-02). */
export function taskProblems(task: FargateTask, sizes: readonly Size[], awsBehaviour: AwsBehaviour): FargateProblem[] {
  return [
    ...sizeProblems(task, sizes),
    ...platformProblems(task, awsBehaviour),
    ...storageProblems(task, awsBehaviour),
    ...(task.networkMode === 'awsvpc'
      ? []
      : [
          {
            rule: 'T.FG-1',
            parameter: 'networkMode',
            what: `networkMode is ${task.networkMode}: a task on Fargate has a network interface of its own`,
            remedy: 'write awsvpc',
          },
        ]),
    ...parameterProblems(task),
  ];
}

/** Returns all mistakes in how a task is started on Fargate, in addition to taskProblems. */
export function useProblems(
  task: FargateTask,
  use: FargateUse,
  { sizes, awsBehaviour }: { readonly sizes: readonly Size[]; readonly awsBehaviour: AwsBehaviour },
): FargateProblem[] {
  return [
    ...versionProblems(task, use, sizeOf(task, sizes)),
    ...(use.isSpot ? spotProblems(task, awsBehaviour) : []),
    ...schedulingProblems(use),
    ...placeProblems(task, use, awsBehaviour),
  ];
}

/** C.ARM-02, C.FG-11 */
function platformProblems(task: FargateTask, awsBehaviour: AwsBehaviour): FargateProblem[] {
  const { osFamily } = task;
  const found: FargateProblem[] = [];
  if (awsBehaviour === 'guide-2024' ? !FAMILIES.includes(osFamily) : INSTANCE_ONLY_FAMILIES.includes(osFamily))
    found.push({
      rule: 'C.FG-11',
      parameter: 'runtimePlatform.operatingSystemFamily',
      what: `${osFamily} is not on Fargate`,
      remedy: `write ${FAMILIES.join(', ')}`,
    });
  return [...found, ...armProblems(task)];
}

/** Returns the mistakes of C.ARM-01 and C.ARM-02, which hold for EC2 instances, too. */
export function armProblems({ osFamily, architecture }: Pick<FargateTask, 'osFamily' | 'architecture'>): FargateProblem[] {
  if (systemOf(osFamily) !== 'windows' || architecture !== 'arm64') return [];
  return [
    {
      rule: 'C.ARM-02',
      parameter: 'runtimePlatform.cpuArchitecture',
      what: `cpuArchitecture is ARM64 with ${osFamily}: ARM64 is for LINUX only`,
      remedy: 'write X86_64',
    },
  ];
}

function storageProblems({ ephemeralGib }: FargateTask, awsBehaviour: AwsBehaviour): FargateProblem[] {
  const min = EPHEMERAL_GIB.min[awsBehaviour];
  const { max } = EPHEMERAL_GIB;
  if (ephemeralGib === null || (Number.isInteger(ephemeralGib) && ephemeralGib >= min && ephemeralGib <= max)) return [];
  return [
    {
      rule: 'C.VOL-05',
      parameter: 'ephemeralStorage.sizeInGiB',
      what: `sizeInGiB is ${ephemeralGib}`,
      remedy: `write a whole number from ${min} to ${max}, or leave it out for ${EPHEMERAL_GIB.default}`,
    },
  ];
}

/** C.FGS-02: Spot has no Windows, and ARM64 only since September 2024. */
function spotProblems({ osFamily, architecture }: FargateTask, awsBehaviour: AwsBehaviour): FargateProblem[] {
  const refuse = (parameter: string, what: string): FargateProblem[] => [
    { rule: 'C.FGS-02', parameter, what: `${what} cannot run on FARGATE_SPOT`, remedy: 'use FARGATE' },
  ];
  if (systemOf(osFamily) === 'windows') return refuse('runtimePlatform.operatingSystemFamily', osFamily);
  return architecture === 'arm64' && awsBehaviour === 'guide-2024' ? refuse('runtimePlatform.cpuArchitecture', 'ARM64') : [];
}

/** C.FG-05, C.FG-06 */
function schedulingProblems({ startedBy, hasPlacementStrategy, hasPlacementConstraints }: FargateUse): FargateProblem[] {
  const found: FargateProblem[] = [];
  if (startedBy === 'DAEMON')
    found.push({
      rule: 'C.FG-06',
      parameter: 'schedulingStrategy',
      what: 'DAEMON needs instances, and Fargate has none',
      remedy: 'write REPLICA, or run the service on EC2',
    });
  if (startedBy === 'StartTask')
    found.push({
      rule: 'C.FG-06',
      parameter: 'launchType',
      what: 'StartTask names instances, and Fargate has none',
      remedy: 'call RunTask',
    });
  const remedy = 'leave it out: Fargate spreads tasks over zones by itself';
  if (hasPlacementStrategy)
    found.push({ rule: 'C.FG-05', parameter: 'placementStrategy', what: 'Fargate takes no placementStrategy', remedy });
  if (hasPlacementConstraints)
    found.push({ rule: 'C.FG-05', parameter: 'placementConstraints', what: 'Fargate takes no placementConstraints', remedy });
  return found;
}
