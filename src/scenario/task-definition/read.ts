import { RESTART, type RestartPolicy } from '../../services/containers/container-plan.js';
import { CHECK_DEFAULTS, type ContainerCheck } from '../../services/health/container-check.js';
import { QUOTAS } from '../../services/rates/quotas.js';
import { expressionProblems } from '../placement/expression.js';
import type { Outcome, Path, Problem } from '../text/problem.js';
import { meantPaths } from '../text/schema-problems.js';
import { containerProblems } from './containers.js';
import type { Container, LaunchType, ReadOptions, TaskDefinition } from './definition.js';
import { LAUNCH_TYPES } from './definition.js';
import { type Draft, draftOf, inContainer } from './draft.js';
import { architectureOf, fargateSizeOf, fargateTaskOf } from './fargate.js';
import { gpuShareProblems } from './gpu-share.js';
import { launchTypeProblems } from './launch-types.js';
import { hostPortsOf, portProblems } from './network.js';
import { boundProblems, containerGpus, containerMemoryMib, reservationOf, sizeProblems } from './reservation.js';
import { type TaskDefinitionInput, taskDefinitionSchema, wrappedSchema } from './schema.js';
import { checkShape, withoutNulls, withoutWrongParts } from './shape.js';

const FAMILY = /^[A-Za-z0-9_-]{1,255}$/;
const BYTES_MAX = 65_536;
const CONSTRAINTS_MAX = QUOTAS.placementConstraints.limit;
const REVISIONS_MAX = 1_000_000;
const TAGS_MAX = 50;
/** Ephemeral storage of every Fargate task (T.STOR-1). */
const FARGATE_STORAGE_GIB = 20;

/** A definition, or its mistakes with the part of it that is readable, so that other checks can use that part at once. */
type ReadDefinition = Outcome<TaskDefinition> & { readonly sketch?: TaskDefinition };

/**
 * Reads a task definition as AWS writes it: the input of RegisterTaskDefinition or the answer of DescribeTaskDefinition, with or without
 * its `taskDefinition` wrapper. It refuses everything that AWS would refuse, with all mistakes at once; fields without effect on a
 * simulation are known by name and ignored.
 */
export function readTaskDefinition(value: unknown, options: ReadOptions = {}): ReadDefinition {
  const given = withoutNulls(value);
  const isWrapped = typeof given === 'object' && given !== null && 'taskDefinition' in given;
  const path = [...(options.path ?? []), ...(isWrapped ? ['taskDefinition'] : [])];
  const shape = isWrapped ? checkShape(wrappedSchema, given, options.path ?? []) : checkShape(taskDefinitionSchema, given, path);
  const inner = isWrapped ? (given as { taskDefinition: unknown }).taskDefinition : given;
  const input = shape.problems.length === 0 ? (inner as TaskDefinitionInput) : withoutWrongParts(taskDefinitionSchema, inner);
  if (input === undefined) return { problems: shape.problems };
  const { draft, problems } = draftOf(input, { ...options, path });
  const refusals = refusalsOf(draft);
  const ruled = [...problems, ...taskProblems(draft), ...draft.required.flatMap((launchType) => refusals[launchType])];
  const misshapen = [...shape.problems.map((problem) => problem.path), ...meantPaths(shape.problems)];
  const all = distinct([...shape.problems, ...ruled.filter((problem) => !misshapen.some((wrong) => isUnder(problem.path, wrong)))]);
  if (all.some((problem) => problem.level !== 'warning'))
    return { problems: all, sketch: definitionOf(draft, unreported(refusals, [...all.map((problem) => problem.path), ...misshapen])) };
  return { value: definitionOf(draft, refusals), problems: all };
}

type Refusals = Record<LaunchType, Problem[]>;

/** Problems with a launch type that do not follow from a reported mistake. */
function unreported(refusals: Refusals, reported: readonly Path[]): Refusals {
  const isNews = ({ path }: Problem) => !reported.some((wrong) => isUnder(path, wrong));
  return Object.fromEntries(LAUNCH_TYPES.map((launchType) => [launchType, refusals[launchType].filter(isNews)])) as Refusals;
}

function refusalsOf(draft: Draft): Refusals {
  return Object.fromEntries(LAUNCH_TYPES.map((launchType) => [launchType, launchTypeProblems(draft, launchType)])) as Refusals;
}

function taskProblems(draft: Draft): Problem[] {
  return [
    ...identityProblems(draft),
    ...sizeSpellingWarnings(draft),
    ...containerProblems(draft),
    ...gpuShareProblems(draft),
    ...boundProblems(draft),
    ...sizeProblems(draft),
    ...portProblems(draft),
    ...constraintProblems(draft),
    ...platformWarnings(draft),
    ...volumeProblems(draft),
  ];
}

function identityProblems({ input, path }: Draft): Problem[] {
  const problems: Problem[] = [];
  if (!input.family)
    problems.push({ path: [...path, 'family'], message: 'family is missing; AWS requires a name for the task definition' });
  else if (!FAMILY.test(input.family)) {
    problems.push({
      path: [...path, 'family'],
      message: `family is "${input.family}"; AWS takes up to 255 letters, digits, hyphens and underscores`,
    });
  }
  if ((input.revision ?? 1) > REVISIONS_MAX)
    problems.push({ path: [...path, 'revision'], message: `revision is ${input.revision}; a family has at most ${REVISIONS_MAX}` });
  if ((input.tags ?? []).length > TAGS_MAX)
    problems.push({ path: [...path, 'tags'], message: `${input.tags!.length} tags; a task definition has at most ${TAGS_MAX}` });
  const bytes = new TextEncoder().encode(JSON.stringify(input)).length;
  // T.TASK-10
  if (bytes > BYTES_MAX) problems.push({ path, message: `the task definition is ${bytes} bytes long; AWS takes at most ${BYTES_MAX}` });
  return problems;
}

function sizeSpellingWarnings({ input, path }: Draft): Problem[] {
  return (['cpu', 'memory'] as const)
    .filter((field) => typeof input[field] === 'number')
    .map((field) => ({
      path: [...path, field],
      level: 'warning',
      message: `${field} is the number ${input[field]}; the AWS CLI takes the string "${input[field]}" at task level`,
    }));
}

/** T.TASK-15, S.CONSTR-1, S.CONSTR-2 */
function constraintProblems({ input, path }: Draft): Problem[] {
  const constraints = input.placementConstraints ?? [];
  const problems: Problem[] = constraints.flatMap(({ type, expression }, i): Problem[] => {
    const at = [...path, 'placementConstraints', i];
    if (type !== 'memberOf') {
      const elsewhere = type === 'distinctInstance' ? '; distinctInstance belongs in the service or the run' : '';
      return [
        {
          path: [...at, 'type'],
          message: `type is ${type === undefined ? 'missing' : JSON.stringify(type)}; in a task definition it is memberOf${elsewhere}`,
        },
      ];
    }
    return expression
      ? expressionProblems(expression, [...at, 'expression'])
      : [
          {
            path: [...at, 'expression'],
            message: 'expression is missing; memberOf needs one, such as "attribute:ecs.instance-type == t3.small"',
          },
        ];
  });
  if (constraints.length > CONSTRAINTS_MAX) {
    problems.push({
      path: [...path, 'placementConstraints'],
      message: `${constraints.length} constraints; a task has at most ${CONSTRAINTS_MAX}, those of its service included`,
    });
  }
  return problems;
}

/** C.VOL-01 */
function volumeProblems(draft: Draft): Problem[] {
  const count = launchVolumes(draft).length;
  if (count <= QUOTAS.ebsVolumes.limit) return [];
  return [{ path: [...draft.path, 'volumes'], message: `${count} volumes are configuredAtLaunch; a task has at most 1 EBS volume` }];
}

function launchVolumes({ input }: Draft): string[] {
  return (input.volumes ?? []).flatMap(({ name, configuredAtLaunch }) => (configuredAtLaunch ? [name ?? ''] : []));
}

function platformWarnings(draft: Draft): Problem[] {
  const { input, path } = draft;
  const warnings: Problem[] = [];
  const windowsImage = draft.containers
    .map((container) => container.image ?? '')
    .find((image) => /windows|nanoserver|servercore/i.test(image));
  if (input.runtimePlatform?.operatingSystemFamily === undefined && windowsImage !== undefined) {
    const message = `operatingSystemFamily is not given, which means LINUX, but ${windowsImage} looks like a Windows image; say WINDOWS_SERVER_2022_CORE or the like`;
    warnings.push({ path: [...path, 'runtimePlatform'], level: 'warning', message });
  }
  draft.containers.forEach((container, i) => {
    const device = container.linuxParameters?.devices?.find(({ hostPath }) => /^\/dev\/neuron\d/.test(hostPath ?? ''))?.hostPath;
    if (device === undefined) return;
    // C.NEU-01, C.NEU-02
    const message = `${device} takes one task, and ECS does not count Neuron chips: it may place two tasks on one. Let no more tasks fit an instance than it has chips, by cpu, memory or distinctInstance`;
    warnings.push({ path: inContainer(draft, i, 'linuxParameters', 'devices'), level: 'warning', message });
  });
  if (input.requiresCompatibilities?.includes('MANAGED_INSTANCES')) {
    warnings.push({
      path: [...path, 'requiresCompatibilities'],
      level: 'warning',
      message: 'MANAGED_INSTANCES is not simulated: the definition is checked for the other launch types',
    });
  }
  return warnings;
}

function definitionOf(draft: Draft, refusals: Refusals): TaskDefinition {
  const { input } = draft;
  const { notes, ...reservation } = reservationOf(draft);
  const containers = draft.containers.map(containerOf);
  const drivers = (input.volumes ?? []).map((volume) => volume.dockerVolumeConfiguration?.driver ?? 'local');
  return {
    family: input.family!,
    revision: input.revision ?? 1,
    ...reservation,
    networkMode: draft.networkMode,
    eni: draft.networkMode === 'awsvpc' ? 1 : 0,
    ...hostPortsOf(draft),
    images: [...new Set(containers.map((container) => container.image))],
    containers,
    stopTimeoutSeconds: Math.max(...containers.map((container) => container.stopTimeoutSeconds ?? STOP_TIMEOUT_DEFAULT_S)),
    architecture: architectureOf(input),
    operatingSystem: draft.operatingSystem,
    osFamily: draft.osFamily,
    fargate: fargateSizeOf(draft),
    fargateTask: fargateTaskOf(draft),
    storageGib: input.ephemeralStorage?.sizeInGiB ?? FARGATE_STORAGE_GIB,
    launchTypes: LAUNCH_TYPES.filter((launchType) => refusals[launchType].length === 0),
    refusals,
    placementConstraints: (input.placementConstraints ?? []).map(({ expression }) => ({ type: 'memberOf', expression: expression! })),
    requiredAttributes: requiredAttributesOf(draft),
    healthChecks: containers.flatMap(({ essential, check }) => (essential && check !== null ? [check] : [])),
    launchVolumes: launchVolumes(draft),
    volumeDrivers: [...new Set(drivers.filter((driver) => driver !== 'local'))],
    notes,
  };
}

/** NONE disables the health check of the image; only essential containers decide on the task's health (S.HEALTH-6). */
function checkOf({ healthCheck }: Draft['containers'][number]): ContainerCheck | null {
  if (healthCheck === undefined || healthCheck.command?.[0] === 'NONE') return null;
  const { interval, timeout, retries, startPeriod } = healthCheck;
  const ms = (seconds: number | undefined, usual: number) => (seconds === undefined ? usual : seconds * 1000);
  return {
    intervalMs: ms(interval, CHECK_DEFAULTS.intervalMs),
    timeoutMs: ms(timeout, CHECK_DEFAULTS.timeoutMs),
    retries: retries ?? CHECK_DEFAULTS.retries,
    startPeriodMs: ms(startPeriod, CHECK_DEFAULTS.startPeriodMs),
  };
}

/** Default time from SIGTERM to SIGKILL (S.TASK-8, T.CTR-4, C.TD-09). */
export const STOP_TIMEOUT_DEFAULT_S = 30;

function containerOf(container: Draft['containers'][number]): Container {
  return {
    name: container.name!,
    image: container.image!,
    essential: container.essential !== false,
    resolvesTag: container.versionConsistency !== 'disabled' && container.image?.includes('@') !== true,
    cpuUnits: container.cpu ?? 0,
    memoryMib: containerMemoryMib(container),
    gpus: containerGpus(container),
    stopTimeoutSeconds: container.stopTimeout ?? null,
    dependsOn: (container.dependsOn ?? []).map(({ containerName, condition }) => ({ container: containerName, condition })),
    startTimeoutSeconds: container.startTimeout === undefined || container.startTimeout === 0 ? null : container.startTimeout,
    check: checkOf(container),
    restart: restartOf(container),
  };
}

function restartOf({ restartPolicy }: Draft['containers'][number]): RestartPolicy | null {
  if (restartPolicy?.enabled !== true) return null;
  const { ignoredExitCodes = [], restartAttemptPeriod = RESTART.defaultS } = restartPolicy;
  return { ignoredExitCodes, attemptPeriodMs: restartAttemptPeriod * 1_000 };
}

/** Attributes in AWS's description, and those that follow from the modelled settings: C.NET-05, privileged, volume drivers. */
function requiredAttributesOf(draft: Draft): string[] {
  const names = (draft.input.requiresAttributes ?? []).map((attribute) => attribute.name);
  if (draft.networkMode === 'awsvpc') names.push('ecs.capability.task-eni');
  if (draft.containers.some((container) => container.privileged)) names.push('com.amazonaws.ecs.capability.privileged-container');
  for (const volume of draft.input.volumes ?? []) {
    const driver = volume.dockerVolumeConfiguration?.driver ?? 'local';
    if (driver !== 'local') names.push(`ecs.capability.docker-plugin.${driver}`);
  }
  return [...new Set(names)];
}

function isUnder(path: Path, wrong: Path): boolean {
  const length = Math.min(path.length, wrong.length);
  return path.slice(0, length).every((step, i) => step === wrong[i]);
}

function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify([problem.path, problem.message]), problem])).values()];
}
