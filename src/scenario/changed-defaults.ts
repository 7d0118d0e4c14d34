import type { Scenario, ServiceText } from './schema.js';
import { readTaskDefinition } from './task-definition/read.js';

/** A default that has changed since the last release: a row of docs/migration.md. */
export interface ChangedDefault {
  /** Path of the setting; `services[].` stands for each service. */
  readonly setting: string;
  /** The value that restores the earlier behaviour, and the default of today, as a user writes them. */
  readonly before: string;
  readonly now: string;
  /** Whether the scenario can come out differently; of a setting of services, whether this service can. */
  touches(scenario: Scenario, service?: ServiceText): boolean;
}

/** In alphabetical order of the settings. */
export const CHANGED_DEFAULTS: readonly ChangedDefault[] = [
  { setting: 'serviceScheduler.reaction', before: '0s', now: 'turns', touches: hasServices },
  { setting: 'taskMemorySum', before: 'reserved', now: 'reservation', touches: hasMemoryAboveTask },
];

/** Whether a task definition is taken that was refused. */
function hasMemoryAboveTask({ taskDefinitions, awsBehaviour }: Scenario): boolean {
  return taskDefinitions.some((value) => readTaskDefinition(value, { awsBehaviour, taskMemorySum: 'reserved' }).value === undefined);
}

function hasServices({ services }: Scenario): boolean {
  return services.length > 0;
}
