import { RESERVED_HOST_PORTS } from '../../catalog/registered.js';
import { OWN_END_CAUSES, StopCause } from '../../sim/facts.js';
import type { InstanceTypeFacts } from '../cluster/instance-types.js';
import { resolveInstanceType } from '../cluster/instance-types.js';
import type { Context } from '../context.js';
import type { PresentText } from '../schema.js';
import { findDefinition } from '../task-definition/check.js';
import type { TaskDefinition } from '../task-definition/definition.js';
import type { Path } from '../text/problem.js';
import { isStopping } from './setup.js';

type InstanceText = PresentText['containerInstances'][number];
type TaskText = PresentText['tasks'][number];

/** Tasks of one kind on an instance. */
interface Kind {
  readonly name: string;
  readonly definition: TaskDefinition;
  count: number;
  readonly each: Readonly<Record<Resource, number>>;
  /** The part of `each` that remainingResources leave out. */
  readonly counted: Readonly<Record<Resource, number>>;
  readonly ports: TaskDefinition['ports'];
  readonly arePortsCounted: boolean;
}

const RESOURCES = { cpu: 'CPU units', memory: 'MiB', eni: 'interfaces for awsvpc tasks', gpu: 'GPUs' } as const;
type Resource = keyof typeof RESOURCES;

/**
 * Checks that no instance holds more than its capacity, and that the free resources given are those that its tasks leave. Stopping tasks
 * hold only their interfaces where the settings free their room (N.ROOM-9). With `stoppingRoomFrom: sigterm` they hold all of it, because
 * no answer of AWS shows which of them have got their SIGTERM.
 */
export function checkPresentRoom(context: Context, present: PresentText): void {
  const kinds = kindsByInstance(context, present.tasks);
  present.containerInstances.forEach((instance, i) => {
    const type = resolveInstanceType(instance.instanceType, context.scenario);
    if ('faults' in type) return;
    const path = ['present', 'containerInstances', i];
    const placed = [...(kinds.get(instance.ec2InstanceId)?.values() ?? [])];
    checkAmounts(context, path, { instance, placed, has: amountsOf(context, instance, type.spec) });
    checkPorts(context, path, { instance, placed, reserved: RESERVED_HOST_PORTS[type.spec.operatingSystem] });
  });
}

function amountsOf(context: Context, { trunk }: InstanceText, { cpuUnits, memoryMib, eniTasks, eniTasksTrunk, gpus }: InstanceTypeFacts) {
  const hasTrunk = trunk ?? context.scenario.cluster.accountSettings.awsvpcTrunking === 'enabled';
  return { cpu: cpuUnits, memory: memoryMib, eni: hasTrunk ? eniTasksTrunk : eniTasks, gpu: gpus };
}

function kindsByInstance(context: Context, tasks: readonly TaskText[]): Map<string, Map<string, Kind>> {
  const { stoppingRoom, stoppingRoomFrom, stoppingEni } = context.scenario.placement;
  const isFree = stoppingRoom === 'free' && stoppingRoomFrom === 'desired';
  const all = new Map<string, Map<string, Kind>>();
  const indexes = new Map<string, number | undefined>();
  for (const task of tasks) {
    const { containerInstance, taskDefinition, cpu, memory } = task;
    if (containerInstance === undefined) continue;
    if (!indexes.has(taskDefinition)) indexes.set(taskDefinition, findDefinition(taskDefinition, context.definitions));
    const definition = context.definitions[indexes.get(taskDefinition) ?? -1];
    if (definition === undefined) continue;
    const { cpuUnits, memoryMib, eni, gpus } = definition;
    const required = { cpu: cpu ?? cpuUnits, memory: memory ?? memoryMib, eni, gpu: gpus };
    const isUncounted = isFree && isStopping(task);
    const isFreed = isUncounted && !hasEnded(task, definition);
    const freed = { cpu: 0, memory: 0, eni: stoppingEni === 'held' ? eni : 0, gpu: 0 };
    const [each, counted] = [isFreed ? freed : required, isUncounted ? freed : required];
    const name = `${definition.family}:${definition.revision}`;
    const key = `${name} ${required.cpu} ${required.memory} ${isFreed} ${isUncounted}`;
    const kinds = all.get(containerInstance) ?? new Map<string, Kind>();
    const ports = isFreed ? [] : definition.ports;
    const kind = kinds.get(key) ?? { name, definition, count: 0, each, counted, ports, arePortsCounted: !isUncounted };
    kind.count++;
    all.set(containerInstance, kinds.set(key, kind));
  }
  return all;
}

/**
 * Returns whether nothing of the task runs any more, since it ended by itself: it keeps its room until STOPPED (N.ROOM-2), which
 * remainingResources do not show (N.ROOM-8).
 */
function hasEnded({ stopCause }: TaskText, { containers }: TaskDefinition): boolean {
  if (stopCause === undefined || !OWN_END_CAUSES.includes(StopCause[stopCause])) return false;
  return containers.every(({ dependsOn, restart }) => dependsOn.length === 0 && restart === null);
}

function checkAmounts(
  context: Context,
  path: Path,
  { instance, placed, has }: { readonly instance: InstanceText; readonly placed: readonly Kind[]; readonly has: Record<Resource, number> },
): void {
  for (const resource of Object.keys(RESOURCES) as Resource[]) {
    const used = amountOf(placed, 'each', resource);
    const counted = amountOf(placed, 'counted', resource);
    const remaining = instance.remainingResources?.[resource];
    if (used.all > has[resource])
      context.error(
        path,
        `${instance.ec2InstanceId} holds ${used.sum} = ${used.all} ${RESOURCES[resource]}: a ${instance.instanceType} has ${has[resource]}`,
      );
    else if (remaining !== undefined && remaining !== has[resource] - counted.all)
      context.error(
        [...path, 'remainingResources', resource],
        `${remaining} does not add up: ${has[resource]} of a ${instance.instanceType}${counted.sum === '' ? '' : `, less ${counted.sum}`} leave ${has[resource] - counted.all}`,
      );
  }
}

/** Returns how much of the resource the tasks hold, and the sum that gives it: '2 × 256 (web)'. */
function amountOf(placed: readonly Kind[], amount: 'each' | 'counted', resource: Resource): { readonly all: number; readonly sum: string } {
  const holding = placed.filter((kind) => kind[amount][resource] > 0);
  return {
    all: holding.reduce((sum, kind) => sum + kind.count * kind[amount][resource], 0),
    sum: holding.map((kind) => `${kind.count} × ${kind[amount][resource]} (${kind.name})`).join(' + '),
  };
}

function checkPorts(
  context: Context,
  path: Path,
  {
    instance,
    placed,
    reserved,
  }: { readonly instance: InstanceText; readonly placed: readonly Kind[]; readonly reserved: readonly number[] },
): void {
  const used = new Map<string, number>(reserved.map((port) => [`tcp/${port}`, 1]));
  const counted = new Set<string>();
  for (const { ports, count, arePortsCounted } of placed)
    for (const { protocol, hostPort } of ports) {
      const port = `${protocol}/${hostPort}`;
      used.set(port, (used.get(port) ?? 0) + count);
      if (arePortsCounted) counted.add(port);
    }
  for (const [port, count] of used)
    if (count > 1) context.error(path, `${instance.ec2InstanceId} holds ${count} users of the host port ${port}: there is one`);
  const ports = instance.remainingResources?.ports;
  if (ports === undefined) return;
  const isReserved = (port: string) => reserved.some((one) => `tcp/${one}` === port);
  const held = [...counted].filter((port) => !isReserved(port)).sort();
  const said = [...new Set(ports)].filter((port) => !isReserved(port)).sort();
  if (said.join() !== held.join())
    context.error(
      [...path, 'remainingResources', 'ports'],
      `${said.join(', ') || 'none'} do not add up: its tasks hold ${held.join(', ') || 'none'}`,
    );
}
