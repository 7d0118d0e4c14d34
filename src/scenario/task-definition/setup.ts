import type { TaskDefinitionSpec } from '../../sim/setup.js';
import { volumeDriverAttribute } from '../cluster/attributes.js';
import type { Indexes } from '../indexes.js';
import { portsOf, type TaskDefinition } from './definition.js';

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
    stopTimeoutMs: definition.stopTimeoutSeconds * 1000,
    ...(drivers.length === 0 ? {} : { requiredAttributes: drivers.map(volumeDriverAttribute) }),
    ...(constraints.length === 0 ? {} : { memberOf: constraints.map(({ expression }) => expression) }),
    architecture,
    operatingSystem,
    fargate: definition.fargate === null ? null : { storageGib: definition.storageGib },
  };
}
