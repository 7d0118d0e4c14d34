import type { Path, Problem } from '../problem.js';
import type { LaunchType, TaskDefinition } from './definition.js';
import { type Draft, inContainer, nameOf, sum } from './draft.js';
import { fargateSize } from './fargate.js';
import { networkModeProblems } from './network.js';
import { containerGpus } from './reservation.js';

/** Dotted paths of fields that a launch type refuses when they are set. */
interface Refused {
  readonly task: readonly string[];
  readonly container: readonly string[];
}

/** T.TASK-17 */
const ON_FARGATE: Refused = {
  task: ['ipcMode', 'placementConstraints', 'inferenceAccelerators'],
  container: [
    'disableNetworking',
    'dnsSearchDomains',
    'dnsServers',
    'dockerSecurityOptions',
    'extraHosts',
    'links',
    'privileged',
    'linuxParameters.devices',
    'linuxParameters.maxSwap',
    'linuxParameters.sharedMemorySize',
    'linuxParameters.swappiness',
    'linuxParameters.tmpfs',
  ],
};

/** T.TASK-18 */
const ON_WINDOWS_INSTANCES: Refused = {
  task: ['ipcMode', 'pidMode', 'proxyConfiguration'],
  container: [
    'disableNetworking',
    'dnsSearchDomains',
    'dnsServers',
    'extraHosts',
    'links',
    'linuxParameters',
    'privileged',
    'readonlyRootFilesystem',
    'ulimits',
    'user',
  ],
};

const FARGATE_STOP_TIMEOUT_MAX_SECONDS = 120;
const FARGATE_LOG_DRIVERS = ['awslogs', 'awsfirelens', 'splunk'];
/** T.TASK-13 */
const INSTANCE_ONLY_FAMILIES = ['WINDOWS_SERVER_2016_FULL', 'WINDOWS_SERVER_2004_CORE', 'WINDOWS_SERVER_20H2_CORE'];
/** T.TASK-2: 0.125 vCPU. */
const TASK_CPU_UNITS_MIN = 128;

/** What stands against a launch type, whether or not the definition asks for it. */
export function launchTypeProblems(draft: Draft, launchType: LaunchType): Problem[] {
  const common = [...networkModeProblems(draft, launchType), ...platformProblems(draft, launchType), ...gpuProblems(draft, launchType)];
  return [...common, ...(launchType === 'FARGATE' ? fargateProblems(draft) : instanceProblems(draft, launchType))];
}

function platformProblems(draft: Draft, launchType: LaunchType): Problem[] {
  const path = [...draft.path, 'runtimePlatform'];
  // T.TASK-14
  if (draft.operatingSystem === 'windows' && draft.input.runtimePlatform?.cpuArchitecture === 'ARM64') {
    return [
      {
        path: [...path, 'cpuArchitecture'],
        message: `cpuArchitecture is ARM64 with ${draft.osFamily}; ARM64 is for LINUX only, Windows takes X86_64`,
      },
    ];
  }
  if (launchType === 'FARGATE' && INSTANCE_ONLY_FAMILIES.includes(draft.osFamily)) {
    return [
      {
        path: [...path, 'operatingSystemFamily'],
        message: `operatingSystemFamily ${draft.osFamily} is for instances; Fargate has LINUX and Windows Server 2019 and later, CORE or FULL`,
      },
    ];
  }
  return [];
}

/** T.GPU-2, C.GPU-03 */
function gpuProblems(draft: Draft, launchType: LaunchType): Problem[] {
  if (launchType !== 'FARGATE' && draft.operatingSystem === 'linux') return [];
  const where = launchType === 'FARGATE' ? 'Fargate' : 'Windows instances';
  return draft.containers.flatMap((container, i) =>
    containerGpus(container) === 0 && container.drydockGpuShare === undefined
      ? []
      : [
          {
            path: inContainer(draft, i, container.drydockGpuShare === undefined ? 'resourceRequirements' : 'drydockGpuShare'),
            message: `${nameOf(container, i)} asks for a GPU, which ${where} cannot give; GPUs need Linux instances (EC2 or EXTERNAL)`,
          },
        ],
  );
}

function fargateProblems(draft: Draft): Problem[] {
  return [
    ...fargateSizeProblems(draft),
    ...refusedFields(draft, ON_FARGATE, 'Fargate'),
    ...draft.containers.flatMap((container, i): Problem[] => {
      const added = container.linuxParameters?.capabilities?.add ?? [];
      const refused = added.filter((capability) => capability !== 'SYS_PTRACE');
      const driver = container.logConfiguration?.logDriver;
      const found: Problem[] = [];
      if (refused.length > 0) {
        found.push({
          path: inContainer(draft, i, 'linuxParameters', 'capabilities', 'add'),
          message: `capabilities ${refused.join(', ')} cannot be added on Fargate; only SYS_PTRACE can`,
        });
      }
      if ((container.stopTimeout ?? 0) > FARGATE_STOP_TIMEOUT_MAX_SECONDS) {
        found.push({
          path: inContainer(draft, i, 'stopTimeout'),
          message: `stopTimeout is ${container.stopTimeout}; on Fargate at most ${FARGATE_STOP_TIMEOUT_MAX_SECONDS} seconds`,
        });
      }
      if (driver !== undefined && !FARGATE_LOG_DRIVERS.includes(driver)) {
        found.push({
          path: inContainer(draft, i, 'logConfiguration', 'logDriver'),
          message: `logDriver ${driver} is not on Fargate; ${FARGATE_LOG_DRIVERS.join(', ')} are`,
        });
      }
      return found;
    }),
    ...fargateTaskProblems(draft),
  ];
}

/** T.TASK-1, T.TASK-4, T.TASK-6, T.RES-6 */
function fargateSizeProblems(draft: Draft): Problem[] {
  const { taskCpuUnits, taskMemoryMib, input, path } = draft;
  const missing = (['cpu', 'memory'] as const).filter((field) => input[field] === undefined || input[field] === '');
  if (missing.length > 0)
    return missing.map((field) => ({ path: [...path, field], message: `${field} is missing at task level; Fargate requires it` }));
  if (taskCpuUnits === undefined || taskMemoryMib === undefined) return [];
  const found = fargateSize(taskCpuUnits, taskMemoryMib, draft.operatingSystem);
  if (found.wrong !== undefined) return [{ path: [...path, found.field], message: found.wrong }];
  const totalCpuUnits = sum(draft.containers, (container) => container.cpu ?? 0);
  if (totalCpuUnits <= taskCpuUnits) return [];
  return [
    {
      path: [...path, 'cpu'],
      message: `the containers ask for ${totalCpuUnits} CPU units in all, more than the task's ${taskCpuUnits}; on Fargate they must fit in it`,
    },
  ];
}

function fargateTaskProblems({ input, path, edition }: Draft): Problem[] {
  const problems: Problem[] = [];
  const sizeInGiB = input.ephemeralStorage?.sizeInGiB;
  // The guide says 21; the API reference of today takes the 20 that every task has.
  const minGiB = edition === 'current' ? 20 : 21;
  if (sizeInGiB !== undefined && (sizeInGiB < minGiB || sizeInGiB > 200)) {
    problems.push({
      path: [...path, 'ephemeralStorage', 'sizeInGiB'],
      message: `sizeInGiB is ${sizeInGiB}; Fargate gives ${minGiB} to 200`,
    });
  }
  if (input.pidMode === 'host') problems.push({ path: [...path, 'pidMode'], message: 'pidMode is host; on Fargate only task is' });
  (input.volumes ?? []).forEach((volume, i) => {
    if (volume.dockerVolumeConfiguration !== undefined) {
      problems.push({
        path: [...path, 'volumes', i, 'dockerVolumeConfiguration'],
        message: 'dockerVolumeConfiguration is refused on Fargate; use efsVolumeConfiguration or a volume without configuration',
      });
    }
    if (volume.host?.sourcePath) {
      problems.push({
        path: [...path, 'volumes', i, 'host', 'sourcePath'],
        message: `sourcePath ${volume.host.sourcePath} is refused on Fargate, where no host can be seen; leave it out`,
      });
    }
  });
  return problems;
}

function instanceProblems(draft: Draft, launchType: LaunchType): Problem[] {
  const { taskCpuUnits, taskCpuUnitsMax, path, input } = draft;
  const problems: Problem[] = draft.operatingSystem === 'windows' ? refusedFields(draft, ON_WINDOWS_INSTANCES, 'Windows instances') : [];
  if (taskCpuUnits !== undefined && !draft.isTaskSizeIgnored && (taskCpuUnits < TASK_CPU_UNITS_MIN || taskCpuUnits > taskCpuUnitsMax)) {
    problems.push({
      path: [...path, 'cpu'],
      message: `cpu is ${taskCpuUnits} CPU units; outside Fargate AWS takes ${TASK_CPU_UNITS_MIN} to ${taskCpuUnitsMax}`,
    });
  }
  (input.volumes ?? []).forEach((volume, i) => {
    const driver = volume.dockerVolumeConfiguration?.driver ?? 'local';
    if (draft.operatingSystem === 'windows' && driver !== 'local') {
      problems.push({
        path: [...path, 'volumes', i, 'dockerVolumeConfiguration', 'driver'],
        message: `driver is ${driver}; Windows has local only`,
      });
    }
    // C.EXT-01
    if (launchType === 'EXTERNAL' && volume.efsVolumeConfiguration !== undefined) {
      problems.push({
        path: [...path, 'volumes', i, 'efsVolumeConfiguration'],
        message: 'efsVolumeConfiguration is refused on external instances',
      });
    }
  });
  return problems;
}

function refusedFields(draft: Draft, refused: Refused, where: string): Problem[] {
  const check = (value: unknown, at: Path, fields: readonly string[]): Problem[] =>
    fields
      .map((field) => field.split('.'))
      .filter((keys) => isSet(keys.reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], value)))
      .map((keys) => ({ path: [...at, ...keys], message: `${keys.join('.')} is refused on ${where}; leave it out` }));
  return [
    ...check(draft.input, draft.path, refused.task),
    ...draft.containers.flatMap((container, i) => check(container, inContainer(draft, i), refused.container)),
  ];
}

/** Empty lists, empty objects, empty strings and false say nothing: `describe-task-definition` writes many of them. */
function isSet(value: unknown): boolean {
  if (value === undefined || value === false || value === '') return false;
  return typeof value !== 'object' || Object.keys(value as object).length > 0;
}

/** C.GEN-02, T.TASK-5: what keeps a task of this definition from starting on a launch type. None: it can start. */
export function checkLaunchType(definition: TaskDefinition, launchType: LaunchType, platformVersion = 'LATEST'): readonly Problem[] {
  const { fargate } = definition;
  const refusals = definition.refusals[launchType];
  const isServed = fargate === null || fargate.platformVersionMin === null || !isOlder(platformVersion, fargate.platformVersionMin);
  if (launchType !== 'FARGATE' || refusals.length > 0 || isServed) return refusals;
  const size = `${fargate.cpuUnits} CPU units on ${definition.architecture} ${definition.operatingSystem}`;
  return [
    { path: ['platformVersion'], message: `platformVersion is ${platformVersion}; ${size} need ${fargate.platformVersionMin} or later` },
  ];
}

/** LATEST is never older. */
function isOlder(version: string, than: string): boolean {
  if (version === 'LATEST') return false;
  const [a, b] = [version, than].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < 3; i++) if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) < (b[i] ?? 0);
  return false;
}

/** T.FG-3, T.TASK-14: what keeps it from Fargate Spot, which takes ARM64 since September 2024 and Windows not at all. */
export function checkFargateSpot(definition: TaskDefinition, awsBehaviour: 'current' | 'guide-2024' = 'current'): readonly Problem[] {
  const refusals = checkLaunchType(definition, 'FARGATE');
  if (refusals.length > 0) return refusals;
  if (definition.operatingSystem === 'windows') {
    return [
      { path: ['runtimePlatform', 'operatingSystemFamily'], message: `${definition.osFamily} cannot run on FARGATE_SPOT; use FARGATE` },
    ];
  }
  if (definition.architecture === 'arm64' && awsBehaviour === 'guide-2024') {
    return [{ path: ['runtimePlatform', 'cpuArchitecture'], message: 'ARM64 cannot run on FARGATE_SPOT (guide of 2024); use FARGATE' }];
  }
  return [];
}
