import { FARGATE_SIZES } from '../../catalog/fargate.js';
import { isRuled } from '../../fargate/platform/parameters.js';
import { armProblems, taskProblems } from '../../fargate/platform/problems.js';
import { sizeOf } from '../../fargate/platform/sizes.js';
import type { FargateProblem, FargateTask } from '../../fargate/platform/task.js';
import { versionMinOf } from '../../fargate/platform/versions.js';
import type { Path, Problem } from '../text/problem.js';
import type { FargateSize } from './definition.js';
import { type Draft, inContainer, isSet } from './draft.js';
import { containerGpus } from './reservation.js';

/** Of startTimeout and stopTimeout (N.CTR-5, N.CTR-7). */
const TIMEOUT_S = { min: 2, max: 120 };
const FILES_MAX = 1_048_576;
const LOG_DRIVERS = ['awslogs', 'awsfirelens', 'splunk'];

/** A field of the definition to which a rule of Fargate applies, with its name in these rules. */
interface SetField {
  readonly name: string;
  readonly path: Path;
}

/** The architecture that a definition names; null: none. Only Fargate fills in X86_64 (T.TASK-14). */
export function architectureOf({ runtimePlatform }: Draft['input']): 'x86_64' | 'arm64' | null {
  if (runtimePlatform?.cpuArchitecture === undefined) return null;
  return runtimePlatform.cpuArchitecture === 'ARM64' ? 'arm64' : 'x86_64';
}

/** Returns the definition in the terms of Fargate's rules. */
export function fargateTaskOf(draft: Draft): FargateTask {
  const { input, taskCpuUnits = null, taskMemoryMib = null, osFamily } = draft;
  return {
    cpuUnits: taskCpuUnits,
    memoryMib: taskMemoryMib,
    osFamily,
    architecture: architectureOf(input) ?? 'x86_64',
    ephemeralGib: input.ephemeralStorage?.sizeInGiB ?? null,
    networkMode: input.networkMode ?? 'not given',
    parameters: [...new Set(setFields(draft).map(({ name }) => name))],
  };
}

/** Its size on Fargate, and the oldest platform version that accepts it; null if it has none. */
export function fargateSizeOf(draft: Draft): FargateSize | null {
  const task = fargateTaskOf(draft);
  const size = sizeOf(task, FARGATE_SIZES);
  if (size === undefined) return null;
  return { cpuUnits: size.cpuUnits, memoryMib: size.memoryMib, platformVersionMin: versionMinOf(task, size) };
}

/** Problems that prevent it from running on Fargate, each with its place. */
export function fargateProblems(draft: Draft): Problem[] {
  const fields = setFields(draft);
  const isUnreadable = (['cpu', 'memory'] as const).some(
    (key) => isSet(draft.input[key]) && draft[key === 'cpu' ? 'taskCpuUnits' : 'taskMemoryMib'] === undefined,
  );
  const found = taskProblems(fargateTaskOf(draft), FARGATE_SIZES, draft.edition)
    // Unreadable values have been reported.
    .filter(({ parameter }) => !(isUnreadable && (parameter === 'cpu' || parameter === 'memory')));
  return [...found.flatMap((problem) => placed(draft, fields, problem)), ...containerProblems(draft), ...taskLevelProblems(draft)];
}

/** T.TASK-14, on any launch type. */
export function architectureProblems(draft: Draft): Problem[] {
  return armProblems(fargateTaskOf(draft)).flatMap((problem) => placed(draft, [], problem));
}

function placed(draft: Draft, fields: readonly SetField[], { parameter, what, remedy }: FargateProblem): Problem[] {
  const places = fields.filter(({ name }) => name === parameter).map(({ path }) => path);
  const at = places.length > 0 ? places : [[...draft.path, ...parameter.split('.')]];
  return at.map((path) => ({ path, message: `${what}; ${remedy}` }));
}

function setFields(draft: Draft): SetField[] {
  const { input, path } = draft;
  const fieldsOf = (value: object | undefined, at: Path, prefix = ''): SetField[] =>
    Object.entries(value ?? {}).flatMap(([key, field]) =>
      isRuled(prefix + key) && isSet(field) ? [{ name: prefix + key, path: [...at, key] }] : [],
    );
  return [
    ...fieldsOf(input, path),
    ...draft.containers.flatMap((container, i) => [
      ...fieldsOf(container, inContainer(draft, i)),
      ...fieldsOf(container.linuxParameters, inContainer(draft, i, 'linuxParameters'), 'linuxParameters.'),
      ...(containerGpus(container) > 0 ? [{ name: 'gpu', path: inContainer(draft, i, 'resourceRequirements') }] : []),
      ...(container.drydockGpuShare === undefined ? [] : [{ name: 'gpu', path: inContainer(draft, i, 'drydockGpuShare') }]),
    ]),
    ...(input.volumes ?? []).flatMap((volume, i) => [
      ...fieldsOf(volume, [...path, 'volumes', i]),
      ...(volume.configuredAtLaunch ? [{ name: 'managedEBSVolume', path: [...path, 'volumes', i, 'configuredAtLaunch'] }] : []),
    ]),
  ];
}

/** T.TASK-17, T.FG-10 */
function containerProblems(draft: Draft): Problem[] {
  return draft.containers.flatMap((container, i): Problem[] => {
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
    for (const key of ['startTimeout', 'stopTimeout'] as const) {
      const seconds = container[key];
      if (seconds === undefined || (seconds >= TIMEOUT_S.min && seconds <= TIMEOUT_S.max)) continue;
      found.push({
        path: inContainer(draft, i, key),
        message: `${key} is ${seconds}; on Fargate ${TIMEOUT_S.min} to ${TIMEOUT_S.max} seconds`,
      });
    }
    if (driver !== undefined && !LOG_DRIVERS.includes(driver)) {
      found.push({
        path: inContainer(draft, i, 'logConfiguration', 'logDriver'),
        message: `logDriver ${driver} is not on Fargate; ${LOG_DRIVERS.join(', ')} are`,
      });
    }
    const files = (container.ulimits ?? []).filter(
      ({ name, softLimit, hardLimit }) => name === 'nofile' && Math.max(softLimit, hardLimit) > FILES_MAX,
    );
    if (files.length > 0)
      found.push({ path: inContainer(draft, i, 'ulimits'), message: `nofile is above ${FILES_MAX}, the most on Fargate` });
    return found;
  });
}

/** T.TASK-17, T.TASK-19 */
function taskLevelProblems({ input, path }: Draft): Problem[] {
  const problems: Problem[] = [];
  if (input.pidMode === 'host') problems.push({ path: [...path, 'pidMode'], message: 'pidMode is host; on Fargate only task is' });
  (input.volumes ?? []).forEach((volume, i) => {
    if (volume.host?.sourcePath) {
      problems.push({
        path: [...path, 'volumes', i, 'host', 'sourcePath'],
        message: `sourcePath ${volume.host.sourcePath} is refused on Fargate, where no host can be seen; leave it out`,
      });
    }
  });
  return problems;
}
