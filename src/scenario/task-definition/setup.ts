import { AGENT_TIMEOUTS } from '../../services/containers/agent-timeouts.js';
import type { PlannedContainer } from '../../services/containers/container-plan.js';
import type { TaskDefinitionSpec } from '../../sim/setup.js';
import { volumeDriverAttribute } from '../cluster/attributes.js';
import type { Indexes } from '../indexes.js';
import { durationMs } from '../units.js';
import { portsOf, type TaskDefinition } from './definition.js';
import { STOP_TIMEOUT_DEFAULT_S } from './read.js';

/** Converts a task definition for the engine: units, indexes of attributes, containers with their timeouts. */
export function definitionSpec(definition: TaskDefinition, indexes: Indexes): TaskDefinitionSpec {
  const { family, revision, cpuUnits, memoryMib, eni, gpus, gpuMilli, architecture, operatingSystem } = definition;
  const { volumeDrivers: drivers, placementConstraints: constraints } = definition;
  return {
    family,
    revision,
    cpuUnits,
    memoryMib,
    eni,
    gpus,
    gpuMilli,
    ports: [...new Set(portsOf(definition))].map((port) => indexes.ports.indexOf(port)),
    images: definition.images.map((image) => indexes.images.findIndex(({ name }) => name === image)),
    containers: definition.containers.map(({ name, image, cpuUnits, essential }) => ({ name, image, cpuUnits, isEssential: essential })),
    ...orderOf(definition, indexes),
    ...timeoutsOf(definition, indexes),
    ...(drivers.length === 0 ? {} : { requiredAttributes: drivers.map(volumeDriverAttribute) }),
    ...(constraints.length === 0 ? {} : { memberOf: constraints.map(({ expression }) => expression) }),
    architecture,
    operatingSystem,
    fargate: definition.fargate === null ? null : { storageGib: definition.storageGib },
  };
}

/** On instances the agent has the default of stopTimeout, and the limit of a start. */
function timeoutsOf(
  { containers, operatingSystem, stopTimeoutSeconds }: TaskDefinition,
  { scenario }: Indexes,
): Pick<TaskDefinitionSpec, 'stopTimeoutMs' | 'platformStopTimeoutMs' | 'startLimitMs'> {
  const { containerStopTimeout, containerStartTimeout } = scenario.timings;
  const stopTimeoutMs = Math.max(...containers.map((one) => stopTimeoutMsOf(one, durationMs(containerStopTimeout))));
  const platformMs = stopTimeoutSeconds * 1_000;
  const { startMs, startMinMs } = AGENT_TIMEOUTS[operatingSystem];
  return {
    stopTimeoutMs,
    ...(platformMs === stopTimeoutMs ? {} : { platformStopTimeoutMs: platformMs }),
    startLimitMs: containerStartTimeout === undefined ? startMs : Math.max(startMinMs, durationMs(containerStartTimeout)),
  };
}

function stopTimeoutMsOf({ stopTimeoutSeconds }: TaskDefinition['containers'][number], defaultMs: number): number {
  return stopTimeoutSeconds === null ? defaultMs : stopTimeoutSeconds * 1_000;
}

/** Containers that neither wait, nor are restarted, nor are described by the scenario start and stop together, as one. */
function orderOf({ containers }: TaskDefinition, { images, scenario }: Indexes): { order?: PlannedContainer[] } {
  const isDescribed = [...scenario.services, ...scenario.workloads].some((work) => work.containers !== undefined);
  if (!isDescribed && containers.every(({ dependsOn, restart }) => dependsOn.length === 0 && restart === null)) return {};
  const order = containers.map((container) => ({
    name: container.name,
    image: images.findIndex(({ name }) => name === container.image),
    isEssential: container.essential,
    dependsOn: container.dependsOn.map((one) => ({
      on: containers.findIndex(({ name }) => name === one.container),
      condition: one.condition,
    })),
    startTimeoutMs: container.startTimeoutSeconds === null ? null : container.startTimeoutSeconds * 1_000,
    stopTimeoutMs: stopTimeoutMsOf(container, durationMs(scenario.timings.containerStopTimeout)),
    platformStopTimeoutMs: stopTimeoutMsOf(container, STOP_TIMEOUT_DEFAULT_S * 1_000),
    check: container.check,
    restart: container.restart,
  }));
  return { order };
}
