import { isPooled } from '../autoscaling/group/lifecycle.js';
import type { EcsEvents } from '../record/ecs-events/ecs-events.js';
import type { EcsNames } from '../record/ecs-events/names.js';
import type { Scenario } from '../scenario/schema.js';
import { Outside } from '../sim/cluster/fleet.js';
import type { World } from '../sim/cluster/world.js';
import { ec2IdsOf } from '../sim/ec2-id.js';
import type { History } from './history.js';

/** A simulated cluster at a moment, with the history that AWS calls return. */
export interface Moment {
  /** With all defaults. */
  readonly scenario: Scenario;
  readonly world: World;
  readonly events: EcsEvents;
  readonly history: History;
  readonly names: EcsNames;
}

/** Numbers of Drydock as tags: with them a simulation continues with the same random draws. */
export const TAG = {
  seed: 'drydock:seed',
  ordinal: 'drydock:ordinal',
  nth: 'drydock:nth',
  stopCause: 'drydock:stop-cause',
  nextInstance: 'drydock:next-container-instance',
  nextTask: 'drydock:next-task',
  soFar: 'drydock:so-far',
  lastScaleOut: 'drydock:last-scale-out',
  lastScaleIn: 'drydock:last-scale-in',
} as const;

export function tagsOf(values: Readonly<Record<string, string | number | null | undefined>>): { key: string; value: string }[] {
  return Object.entries(values).flatMap(([key, value]) => (value === null || value === undefined ? [] : [{ key, value: String(value) }]));
}

/** Tags as Auto Scaling and EC2 write them. */
export function capitalTags(tags: readonly { readonly key: string; readonly value: string }[]) {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}

/** Returns the rows of EC2 instances, without those at rest in a warm pool, which a present state cannot express. */
export function rowsOf({ fleet }: World): number[] {
  return Array.from({ length: fleet.count }, (_, row) => row).filter((row) => !isPooled(fleet.lifecycle[row]!));
}

/** Returns the rows of the container instances of ECS. */
export function registeredRows(world: World): number[] {
  return rowsOf(world).filter((row) => world.fleet.state[row] !== Outside);
}

export function slotsOf({ tasks }: World): number[] {
  return tasks.living().sort((a, b) => tasks.task[a]! - tasks.task[b]!);
}

export function ec2IdOf({ world }: Moment, instance: number): string {
  return ec2IdsOf(world.setup)(instance);
}
