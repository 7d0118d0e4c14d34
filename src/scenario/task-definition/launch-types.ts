import type { Path, Problem } from '../text/problem.js';
import type { LaunchType } from './definition.js';
import { type Draft, inContainer, isSet, shownContainer } from './draft.js';
import { architectureProblems, fargateProblems } from './fargate.js';
import { networkModeProblems } from './network.js';
import { containerGpus } from './reservation.js';

/** Dotted paths of fields that a launch type refuses if they are set. */
interface Refused {
  readonly task: readonly string[];
  readonly container: readonly string[];
}

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

/** T.TASK-2: 0.125 vCPU. */
const TASK_CPU_UNITS_MIN = 128;

/** Problems with a launch type, whether or not the definition requires it. */
export function launchTypeProblems(draft: Draft, launchType: LaunchType): Problem[] {
  if (launchType === 'FARGATE') return fargateProblems(draft);
  return [
    ...networkModeProblems(draft, launchType),
    ...architectureProblems(draft),
    ...gpuProblems(draft),
    ...instanceProblems(draft, launchType),
  ];
}

/** T.GPU-2, C.GPU-03 */
function gpuProblems(draft: Draft): Problem[] {
  if (draft.operatingSystem === 'linux') return [];
  return draft.containers.flatMap((container, i) =>
    containerGpus(container) === 0 && container.drydockGpuShare === undefined
      ? []
      : [
          {
            path: inContainer(draft, i, container.drydockGpuShare === undefined ? 'resourceRequirements' : 'drydockGpuShare'),
            message: `${shownContainer(container, i)} asks for a GPU, which Windows instances cannot give; GPUs need Linux instances (EC2 or EXTERNAL)`,
          },
        ],
  );
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
