import { NO_EVENT } from '../../../src/kernel/event-loop.js';
import { GPU_MILLI } from '../../../src/placement/view.js';
import { TaskState } from '../../../src/services/task-states.js';
import { NONE } from '../../../src/sim/cluster/fleet.js';
import type { World } from '../../../src/sim/cluster/world.js';
import { EventKind } from '../../../src/sim/events.js';

/**
 * The agents' own account (N.ROOM-4): what they have started and what has not stopped fits the registered resources, and no task waits for
 * room that is there (N.ROOM-5).
 */
export function brokenAgents(world: World): string[] {
  const { fleet, tasks, agentQueues } = world;
  const broken: string[] = [];
  for (let row = 0; row < fleet.count; row++) {
    const slots: number[] = [];
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot]) slots.push(slot);
    const waiting = agentQueues.of(fleet.instance[row])?.slots ?? [];
    const name = `the agent of instance ${fleet.instance[row]}`;
    for (const slot of waiting) {
      if (!slots.includes(slot)) broken.push(`${name} has task ${tasks.task[slot]} in its queue, which is not there`);
      if (tasks.state[slot] !== TaskState.PENDING && tasks.cause[slot] === 0)
        broken.push(`task ${tasks.task[slot]} waits and is not PENDING`);
    }
    const lost = slots.filter(
      (slot) => tasks.state[slot] === TaskState.PENDING && tasks.event[slot] === NO_EVENT && !waiting.includes(slot),
    );
    broken.push(...lost.map((slot) => `task ${tasks.task[slot]} is PENDING, and nothing starts it`));
    const started = slots.filter((slot) => isHeld(world, slot) && !waiting.includes(slot));
    const known = started.filter((slot) => !mayHaveExited(world, slot));
    broken.push(...overcommitted(world, row, known).map((what) => `${name} has given more ${what} than it has`));
    const interfaces = slots.filter((slot) => !agentQueues.interfaces.has(slot)).reduce((sum, slot) => sum + requestOf(world, slot).eni, 0);
    const { eniTasks, eniTasksTrunk } = world.setup.instanceTypes[fleet.type[row]];
    if (interfaces > (fleet.hasTrunk[row] === 1 ? eniTasksTrunk : eniTasks))
      broken.push(`instance ${fleet.instance[row]} has ${interfaces} interfaces`);
    if (agentQueues.interfaces.next(fleet.instance[row]) !== NONE)
      broken.push(`instance ${fleet.instance[row]} has room for an interface, and a task waits for it`);
    if (waiting.length === 0 || !world.loop.isOver(EventKind.agentChecksQueue)) continue;
    if (overcommitted(world, row, [...started, waiting[0]!]).length === 0)
      broken.push(`${name} has room for task ${tasks.task[waiting[0]]} and lets it wait`);
  }
  return broken;
}

const requestOf = ({ tasks, equivalences }: World, slot: number) => equivalences.all[tasks.equivalence[slot]].request;

function isHeld({ tasks, loop }: World, slot: number): boolean {
  if (tasks.state[slot] === TaskState.STOPPING) return tasks.exitsMs[slot] > loop.nowMs;
  return tasks.state[slot] !== TaskState.PROVISIONING;
}

/** A present state does not say whether the containers of a task that stops have ended, and their share is given to another task. */
function mayHaveExited({ tasks }: World, slot: number): boolean {
  return tasks.state[slot] === TaskState.STOPPING && tasks.stoppingMs[slot] < 0;
}

/** Returns the resources of which the tasks together have more than the instance registered. */
function overcommitted({ fleet, tasks, equivalences, setup }: World, row: number, slots: readonly number[]): string[] {
  const type = setup.instanceTypes[fleet.type[row]];
  const requests = slots.map((slot) => equivalences.all[tasks.equivalence[slot]].request);
  const ports = requests.flatMap((request) => request.ports);
  const gpus = Array.from({ length: fleet.gpuSlots }, (_, gpu) =>
    slots
      .filter((slot) => (tasks.gpuMask[slot] >>> gpu) & 1)
      .reduce((sum, slot) => sum + (equivalences.all[tasks.equivalence[slot]].request.gpuMilli || GPU_MILLI), 0),
  );
  return [
    ...(requests.reduce((sum, { cpuUnits }) => sum + cpuUnits, 0) > type.cpuUnits ? ['CPU'] : []),
    ...(requests.reduce((sum, { memoryMib }) => sum + memoryMib, 0) > type.memoryMib ? ['memory'] : []),
    ...(new Set(ports).size < ports.length ? ['host ports'] : []),
    ...(gpus.some((milli) => milli > GPU_MILLI) ? ['GPUs'] : []),
  ];
}
