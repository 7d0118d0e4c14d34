import { RESTART } from '../../services/containers/container-plan.js';
import { healthCheckProblems } from '../../services/health/rules.js';
import { QUOTAS } from '../../services/rates/quotas.js';
import type { Problem } from '../text/problem.js';
import { type Draft, inContainer, shownContainer } from './draft.js';
import type { ContainerInput } from './schema.js';

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
const CONTAINERS_MAX = QUOTAS.containers.limit;
const ENVIRONMENT_FILES_MAX = 10;
const BUFFER_BYTES_MAX = 536_870_912;
/** GuardDuty adds this container, so it does not count (T.TASK-10). */
const GUARD_DUTY = /^aws-guardduty-agent/;

/** Mistakes in the relations between the containers of a task and its volumes. */
export function containerProblems(draft: Draft): Problem[] {
  const path = [...draft.path, 'containerDefinitions'];
  if (draft.containers.length === 0)
    return [
      { path, message: 'a task definition needs a container with a name and an image, such as [{ name: app, image: "nginx:1.27" }]' },
    ];
  const problems: Problem[] = draft.containers.flatMap((container, i) => [
    ...identityProblems(draft, container, i),
    ...referenceProblems(draft, container, i),
    ...limitProblems(draft, container, i),
  ]);
  const counted = draft.containers.filter((container) => !GUARD_DUTY.test(container.name ?? ''));
  if (counted.length > CONTAINERS_MAX)
    problems.push({ path, message: `${counted.length} containers; a task definition has at most ${CONTAINERS_MAX}` });
  // C.TD-06: the task stops with an essential container, so it must have one. `essential` defaults to true.
  if (draft.containers.every((container) => container.essential === false)) {
    problems.push({
      path,
      message: 'no container is essential; at least one must be (leave out essential: false where the task should end with the container)',
    });
  }
  return [...problems, ...cycleProblems(draft), ...draft.containers.flatMap((container, i) => restartProblems(draft, container, i))];
}

function identityProblems(draft: Draft, container: ContainerInput, index: number): Problem[] {
  const problems: Problem[] = [];
  const { name, image } = container;
  if (!name)
    problems.push({
      path: inContainer(draft, index, 'name'),
      message: `${shownContainer(container, index)} has no name; AWS requires one`,
    });
  else if (!NAME.test(name)) {
    problems.push({
      path: inContainer(draft, index, 'name'),
      message: `name is "${name}"; AWS takes up to 255 letters, digits, hyphens and underscores`,
    });
  } else if (draft.containers.findIndex((other) => other.name === name) !== index) {
    problems.push({
      path: inContainer(draft, index, 'name'),
      message: `name "${name}" is taken by another container of the task; each needs its own`,
    });
  }
  if (!image)
    problems.push({
      path: inContainer(draft, index, 'image'),
      message: `${shownContainer(container, index)} has no image; AWS requires one, such as "nginx:1.27"`,
    });
  (container.resourceRequirements ?? []).forEach(({ type, value }, i) => {
    // T.GPU-1: whole physical GPUs.
    if (type === 'GPU' && !/^[1-9]\d{0,3}$/.test(value)) {
      problems.push({
        path: inContainer(draft, index, 'resourceRequirements', i, 'value'),
        message: `value is "${value}"; GPUs are asked for in whole numbers such as "1"`,
      });
    }
  });
  return problems;
}

/** T.HC-1, T.RES-18, C.TD-12, C.TD-13; environment files: page "Task definition parameters". */
function limitProblems(
  draft: Draft,
  { environmentFiles = [], healthCheck, logConfiguration, linuxParameters = {} }: ContainerInput,
  index: number,
): Problem[] {
  const problems = healthCheckProblems(healthCheck ?? {}).map(({ path, message }) => ({
    path: inContainer(draft, index, ...path),
    message,
  }));
  if (environmentFiles.length > ENVIRONMENT_FILES_MAX)
    problems.push({
      path: inContainer(draft, index, 'environmentFiles'),
      message: `${environmentFiles.length} environment files; a container has at most ${ENVIRONMENT_FILES_MAX}`,
    });
  const buffer = logConfiguration?.options?.['log-driver-buffer-limit'];
  if (buffer !== undefined && !(/^\d+$/.test(buffer) && Number(buffer) <= BUFFER_BYTES_MAX))
    problems.push({
      path: inContainer(draft, index, 'logConfiguration', 'options', 'log-driver-buffer-limit'),
      message: `log-driver-buffer-limit is ${JSON.stringify(buffer)}; right are 0 to ${BUFFER_BYTES_MAX} bytes`,
    });
  const { maxSwap = 0, swappiness = 0 } = linuxParameters;
  const inLinux = (key: string) => inContainer(draft, index, 'linuxParameters', key);
  if (maxSwap < 0)
    problems.push({ path: inLinux('maxSwap'), message: `maxSwap is ${maxSwap}; right are 0 MiB, which is no swap, and more` });
  if (swappiness < 0 || swappiness > 100)
    problems.push({ path: inLinux('swappiness'), message: `swappiness is ${swappiness}; right are 0 to 100` });
  return problems;
}

function referenceProblems(draft: Draft, container: ContainerInput, index: number): Problem[] {
  const names = draft.containers.flatMap((other) => (other.name ? [other.name] : []));
  const volumes = (draft.input.volumes ?? []).flatMap((volume) => (volume.name ? [volume.name] : []));
  const others = names.filter((name) => name !== container.name);
  const problems: Problem[] = [];
  const mustBeOneOf = (known: readonly string[], field: string, key: string) => (value: string | undefined, i: number) => {
    if (value === undefined || known.includes(value)) return;
    const right = known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
    problems.push({
      path: inContainer(draft, index, field, i, ...(key === '' ? [] : [key])),
      message: `${field} names "${value}", which the task does not have; ${right}`,
    });
  };
  (container.mountPoints ?? []).map((mount) => mount.sourceVolume).forEach(mustBeOneOf(volumes, 'mountPoints', 'sourceVolume'));
  (container.volumesFrom ?? []).map((from) => from.sourceContainer).forEach(mustBeOneOf(others, 'volumesFrom', 'sourceContainer'));
  (container.links ?? []).map((link) => link.split(':')[0]).forEach(mustBeOneOf(others, 'links', ''));
  (container.dependsOn ?? []).map((dependency) => dependency.containerName).forEach(mustBeOneOf(names, 'dependsOn', 'containerName'));
  if ((container.links ?? []).length > 0 && draft.networkMode !== 'bridge' && draft.networkMode !== 'default') {
    problems.push({
      path: inContainer(draft, index, 'links'),
      message: `links need networkMode bridge, and this is ${draft.networkMode}; in awsvpc mode containers reach each other on localhost`,
    });
  }
  return [...problems, ...conditionProblems(draft, container, index)];
}

/** T.CTR-2: conditions that can never be met. */
function conditionProblems(draft: Draft, container: ContainerInput, index: number): Problem[] {
  return (container.dependsOn ?? []).flatMap(({ containerName, condition }, i): Problem[] => {
    const target = draft.containers.find((other) => other.name === containerName);
    const path = inContainer(draft, index, 'dependsOn', i, 'condition');
    if (target === undefined) return [];
    if ((condition === 'COMPLETE' || condition === 'SUCCESS') && target.essential !== false) {
      return [
        {
          path,
          message: `condition ${condition} waits for "${containerName}" to exit, which ends the task because it is essential; set essential: false there`,
        },
      ];
    }
    if (condition === 'HEALTHY' && target.healthCheck === undefined) {
      return [{ path, message: `condition HEALTHY waits for "${containerName}", which has no healthCheck; give it one or use START` }];
    }
    return [];
  });
}

/** N.CTR-10; ECS has restart policies since August 2024. */
function restartProblems(draft: Draft, { restartPolicy }: ContainerInput, index: number): Problem[] {
  if (restartPolicy === undefined) return [];
  const at = (...keys: string[]) => inContainer(draft, index, 'restartPolicy', ...keys);
  if (draft.edition === 'guide-2024')
    return [
      { path: at(), message: 'restartPolicy is newer than the edition in awsBehaviour: leave it out, or write awsBehaviour: current' },
    ];
  const { ignoredExitCodes = [], restartAttemptPeriod: period = RESTART.defaultS } = restartPolicy;
  const problems: Problem[] = [];
  if (period < RESTART.minS || period > RESTART.maxS)
    problems.push({
      path: at('restartAttemptPeriod'),
      message: `restartAttemptPeriod is ${period}; right are ${RESTART.minS} to ${RESTART.maxS} seconds`,
    });
  if (ignoredExitCodes.length > RESTART.codesMax)
    problems.push({
      path: at('ignoredExitCodes'),
      message: `${ignoredExitCodes.length} exit codes; a restart policy has at most ${RESTART.codesMax}`,
    });
  return problems;
}

/** Reports containers that wait for each other, and so never start. */
function cycleProblems(draft: Draft): Problem[] {
  const waitsFor = new Map(
    draft.containers.map((container) => [container.name, (container.dependsOn ?? []).map((dependency) => dependency.containerName)]),
  );
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    (waitsFor.get(from) ?? []).some((next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))));
  const caught = draft.containers.findIndex(({ name }) => name !== undefined && reaches(name, name, new Set()));
  if (caught === -1) return [];
  return [
    {
      path: inContainer(draft, caught, 'dependsOn'),
      message: `${shownContainer(draft.containers[caught]!, caught)} waits, through dependsOn, for itself; break the circle`,
    },
  ];
}
