import { FITS, fit as verdictOf } from '../../../src/placement/fit.js';
import type { ReadOptions, TaskDefinition } from '../../../src/scenario/task-definition/definition.js';
import { readTaskDefinition } from '../../../src/scenario/task-definition/read.js';
import { request, ToyFleet, type ToyRow } from '../../placement/toy-fleet.js';

type Fields = Record<string, unknown>;

/** One container, 128 CPU units and 256 MiB: what a test leaves out. */
export function container(over: Fields = {}): Fields {
  return { name: 'app', image: 'nginx:1.27', cpu: 128, memory: 256, ...over };
}

/** A lawful task definition of one container, with the fields a test is about. */
export function sample(over: Fields = {}, ...containers: Fields[]): Fields {
  return { family: 'web', containerDefinitions: containers.length > 0 ? containers.map(container) : [container()], ...over };
}

/** A lawful Fargate definition: 0.25 vCPU and 512 MiB. */
export function fargateSample(over: Fields = {}, ...containers: Fields[]): Fields {
  return sample({ requiresCompatibilities: ['FARGATE'], networkMode: 'awsvpc', cpu: '256', memory: '512', ...over }, ...containers);
}

/** The definition, which must be lawful. */
export function read(value: unknown, options?: ReadOptions): TaskDefinition {
  const outcome = readTaskDefinition(value, options);
  if (outcome.value === undefined) throw new Error(outcome.problems.map((problem) => problem.message).join('\n'));
  return outcome.value;
}

/** The mistakes, as `path: message`. Warnings begin with `warning`. */
export function mistakes(value: unknown, options?: ReadOptions): string[] {
  return readTaskDefinition(value, options).problems.map(
    ({ path, message, level }) => `${level === 'warning' ? 'warning ' : ''}${path.join('.')}: ${message}`,
  );
}

/** How many tasks of a definition the placer puts on one instance, by the project's own fit. */
export function copiesOnOneInstance(definition: TaskDefinition, row: ToyRow = {}): number {
  return placed(new ToyFleet([row]), definition, 100);
}

/** Puts up to `count` tasks on the first instance and says how many it took. */
export function placed(fleet: ToyFleet, definition: TaskDefinition, count: number): number {
  const asks = request({
    cpuUnits: definition.cpuUnits,
    memoryMib: definition.memoryMib,
    eni: definition.eni,
    gpus: definition.gpus,
    gpuMilli: definition.gpuMilli,
    ports: definition.ports.map(({ protocol, hostPort }) => (hostPort % 32) + (protocol === 'udp' ? 32 : 0)),
  });
  for (let copies = 0; copies < count; copies++) {
    if (verdictOf(fleet, 0, asks) !== FITS) return copies;
    fleet.change(0, asks, 1);
  }
  return count;
}
