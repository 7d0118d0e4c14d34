import { FARGATE_PROVIDER_NAMES } from '../../../src/fargate/providers.js';
import { NO_EVENT } from '../../../src/kernel/event-loop.js';
import { COUNTED_IN_TASKS } from '../../../src/market/pools.js';
import { FITS, fit } from '../../../src/placement/fit.js';
import { compileQuery } from '../../../src/placement/query/evaluate.js';
import { parseQuery } from '../../../src/placement/query/parse.js';
import { attributesOf } from '../../../src/placement/strategies.js';
import { GPU_MILLI, NO_MEMBERSHIP } from '../../../src/placement/view.js';
import { NONE } from '../../../src/sim/cluster/fleet.js';
import { RoomFreed } from '../../../src/sim/cluster/tasks.js';
import type { World } from '../../../src/sim/cluster/world.js';
import { Caller } from '../../../src/sim/facts.js';
import { FargateState } from '../../../src/sim/providers/fargate/state.js';
import { kindFor } from '../../../src/sim/providers/of-setup.js';
import { ON_PLATFORM } from '../../../src/sim/providers/platform.js';
import { memberOfTask } from '../../../src/sim/task-constraints.js';
import { brokenAgents } from './agents.js';
import { brokenGroups } from './groups.js';
import { brokenPromises } from './promises.js';
import { brokenServices } from './services.js';
import { brokenTraffic } from './traffic.js';

/**
 * What must hold between any two events, recomputed from the tasks the slow way: no resource negative or above capacity, every task
 * in one place, counts conserved. Returns the invariants that do not hold, in words.
 */
export function brokenInvariants(world: World): string[] {
  return [
    ...roomOfInstances(world),
    ...gpusOfInstances(world),
    ...brokenAgents(world),
    ...brokenGroups(world),
    ...countsOfTaskGroups(world),
    ...memberships(world),
    ...queues(world),
    ...needlessWaits(world),
    ...brokenServices(world),
    ...countsOfFargate(world),
    ...callsInLine(world),
    ...unheardStops(world),
    ...usesOfImages(world),
    ...brokenTraffic(world),
    ...brokenPromises(world),
  ];
}

function slotsAlive(world: World): number[] {
  const { tasks } = world;
  return tasks.living();
}

/** Free room is capacity less what the tasks on the instance reserve; each lists exactly its own tasks. */
function roomOfInstances(world: World): string[] {
  const { fleet, tasks, equivalences, setup } = world;
  const broken: string[] = [];
  const bySlot = slotsAlive(world).filter((slot) => tasks.instance[slot] >= 0);
  for (let row = 0; row < fleet.count; row++) {
    const name = `instance ${fleet.instance[row]}`;
    const type = setup.instanceTypes[fleet.type[row]];
    const own = bySlot.filter((slot) => tasks.instance[slot] === fleet.instance[row]);
    const requests = own
      .filter((slot) => tasks.roomFreed[slot] === RoomFreed.none)
      .map((slot) => equivalences.all[tasks.equivalence[slot]].request);
    const sum = (of: (request: (typeof requests)[number]) => number) => requests.reduce((total, request) => total + of(request), 0);
    const expect = (what: string, actual: number, expected: number) => {
      if (actual !== expected) broken.push(`${name}: ${what} is ${actual}, its tasks leave ${expected}`);
      if (actual < 0) broken.push(`${name}: ${what} is negative`);
    };
    const detaching = own.filter((slot) => tasks.roomFreed[slot] === RoomFreed.allButEni);
    const eniDetaching = detaching.reduce((total, slot) => total + equivalences.all[tasks.equivalence[slot]].request.eni, 0);
    const [cpuHeld, memoryHeld, eniHeld] = world.daemonReservations.roomOn(row);
    expect('free CPU', fleet.cpuUnitsFree[row] + cpuHeld, type.cpuUnits - sum((r) => r.cpuUnits));
    expect('free memory', fleet.memoryMibFree[row] + memoryHeld, type.memoryMib - sum((r) => r.memoryMib));
    const interfaces = fleet.hasTrunk[row] ? type.eniTasksTrunk : type.eniTasks;
    expect('free interfaces', fleet.eniFree[row] + eniHeld, interfaces - sum((r) => r.eni) - eniDetaching);
    expect('tasks', fleet.nonDaemonTasks[row] + fleet.daemonTasks[row], own.length);
    expect('stopping tasks', fleet.stoppingTasks[row], own.filter((slot) => tasks.roomFreed[slot] !== RoomFreed.none).length);
    const taken = [...type.reservedPorts, ...requests.flatMap((r) => r.ports)];
    if (new Set(taken).size !== taken.length) broken.push(`${name}: a host port is taken twice`);
    const isUsed = (port: number) => ((fleet.portsUsed[row * fleet.portWords + (port >> 5)] >>> (port & 31)) & 1) === 1;
    for (let port = 0; port < setup.ports.length; port++)
      if (isUsed(port) !== taken.includes(port))
        broken.push(`${name}: port ${setup.ports[port]} is in use without a task, or free with one`);
    let linked = 0;
    for (let slot = fleet.firstTask[row]; slot !== NONE && linked <= own.length; slot = tasks.next[slot]) linked++;
    expect('tasks in its list', linked, own.length);
    if (fleet.rowOf[fleet.instance[row]] !== row) broken.push(`${name}: rowOf points elsewhere`);
    if (row > 0 && fleet.instance[row] <= fleet.instance[row - 1]) broken.push(`${name}: rows are out of order of launch`);
  }
  for (const slot of bySlot)
    if (fleet.rowOf[tasks.instance[slot]] === NONE) broken.push(`task ${tasks.task[slot]} is on an instance that is gone`);
  return broken;
}

/** The rest of each GPU is its whole less the tasks that have its bit. A GPU is free where the rest is the whole. */
function gpusOfInstances({ fleet, tasks, equivalences, setup }: World): string[] {
  const broken: string[] = [];
  for (let row = 0; row < fleet.count; row++) {
    const { gpus } = setup.instanceTypes[fleet.type[row]];
    const left = Array.from({ length: fleet.gpuSlots }, (_, gpu) => (gpu < gpus ? GPU_MILLI : 0));
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot]) {
      const { request } = equivalences.all[tasks.equivalence[slot]];
      if (tasks.roomFreed[slot] !== RoomFreed.none) continue;
      const own = left.flatMap((_, gpu) => ((tasks.gpuMask[slot] >>> gpu) & 1 ? [gpu] : []));
      const due = request.gpuMilli > 0 ? 1 : request.gpus;
      if (own.length !== due) broken.push(`task ${tasks.task[slot]} has ${own.length} GPUs and asks for ${due}`);
      for (const gpu of own) left[gpu] -= request.gpuMilli > 0 ? request.gpuMilli : GPU_MILLI;
    }
    const name = `instance ${fleet.instance[row]}`;
    const found = Array.from(fleet.gpuMilliFree.subarray(row * fleet.gpuSlots, (row + 1) * fleet.gpuSlots));
    if (found.join() !== left.join()) broken.push(`${name}: of its GPUs ${found} thousandths are free, its tasks leave ${left}`);
    if (left.some((milli) => milli < 0)) broken.push(`${name}: a GPU is shared out more than once`);
    const free = fleet.gpuSlots === 0 ? gpus : left.filter((milli) => milli === GPU_MILLI).length;
    if (fleet.gpuFree[row] !== free) broken.push(`${name}: ${fleet.gpuFree[row]} GPUs are counted free, ${free} are`);
  }
  return broken;
}

/** Tasks with desiredStatus RUNNING of each task group: on each instance, where that is counted, and at each value of an attribute. */
function countsOfTaskGroups(world: World): string[] {
  const { fleet, tasks, equivalences, classes, querySubjects: traits, setup } = world;
  const attributes = attributesOf([...setup.services, ...setup.workloads].map((work) => work.placementStrategy));
  const placed = slotsAlive(world).filter((slot) => tasks.instance[slot] >= 0 && tasks.cause[slot] === 0);
  const valueAt = (row: number, name: string) => classes.all[fleet.instanceClass[row]].attributes.get(name);
  const broken: string[] = [];
  for (const [group, name] of traits.groups.names.entries()) {
    const rows = placed
      .filter((slot) => equivalences.all[tasks.equivalence[slot]].request.group === group)
      .map((slot) => fleet.rowOf[tasks.instance[slot]]);
    const found = Array.from(fleet.groupOnInstance(group).subarray(0, fleet.count));
    const onRows = found.map((_, row) => rows.filter((at) => at === row).length);
    const isCounted = group < setup.services.length || found.some((count) => count !== 0);
    if (isCounted && found.join() !== onRows.join())
      broken.push(`group ${name} counts ${found} tasks on the instances, they have ${onRows}`);
    for (const [attribute, of] of attributes.entries()) {
      const total = fleet.groupByValue(group, attribute).reduce((sum, count) => sum + count, 0);
      if (total !== rows.length) broken.push(`group ${name} counts ${total} tasks over all values of ${of}, it has ${rows.length}`);
      for (let row = 0; row < fleet.count; row++) {
        const count = fleet.groupByValue(group, attribute)[fleet.valueOfClass(attribute)[fleet.instanceClass[row]]];
        const there = rows.filter((at) => valueAt(at, of) === valueAt(row, of)).length;
        if (count !== there) broken.push(`group ${name} counts ${count} tasks where ${of} is ${valueAt(row, of)}, there are ${there}`);
      }
    }
  }
  return broken;
}

/** A column of memberships is the result of its constraints, evaluated anew on each instance. */
function memberships({ fleet, querySubjects: traits, equivalences, setup }: World): string[] {
  return equivalences.all.flatMap(({ request, service, workload, taskClass }) => {
    if (request.membership === NO_MEMBERSHIP) return [];
    const work = service === NONE ? setup.workloads[workload]! : setup.services[service]!;
    const memberOf = memberOfTask(work, setup.taskDefinitions[taskClass.definition]!);
    const tests = memberOf.map((text) => parseQuery(text)).flatMap(({ query }) => (query === undefined ? [] : [compileQuery(query)]));
    const column = fleet.members(request.membership);
    const wrong = Array.from({ length: fleet.count }, (_, row) => row).filter(
      (row) => (column[row] === 1) !== tests.every((test) => test(traits.subjectsOf(row))),
    );
    return wrong.map((row) => `instance ${fleet.instance[row]}: that it is one of ${memberOf.join(', ')} is ${column[row]}, and wrong`);
  });
}

/** A task waits or has an instance or is held, and the room's counts are those of the tasks. */
function queues(world: World): string[] {
  const { tasks, pendingTasks, equivalences, platforms } = world;
  const alive = slotsAlive(world);
  const unplaced = alive.filter((slot) => tasks.instance[slot] === NONE && tasks.cause[slot] === 0);
  const held = unplaced.filter((slot) => tasks.isHeld[slot] === 1).length;
  const broken: string[] = [];
  if (alive.length !== tasks.alive) broken.push(`${tasks.alive} tasks are counted alive, ${alive.length} are`);
  if (held !== pendingTasks.held) broken.push(`${pendingTasks.held} tasks are counted held, ${held} are`);
  const total = platforms.states.reduce((sum, { pendingTasks }) => sum + pendingTasks.total, pendingTasks.total);
  if (unplaced.length - held !== total) broken.push(`${total} tasks are counted waiting, ${unplaced.length - held} are`);
  const inLines = equivalences.all.reduce((sum, equivalence) => sum + equivalence.waiting, 0);
  if (inLines !== total) broken.push(`the lines hold ${inLines} tasks, the rooms ${total}`);
  return broken;
}

/** No task waits for room that is there: between rounds of placement none that may go has room, and no held one a place in the quota. */
function needlessWaits(world: World): string[] {
  const { fleet, tasks, pendingTasks, setup, records, loop } = world;
  if (world.isRoundPending) return [];
  const isLookedFor = ({ backsOff, service }: (typeof pendingTasks.waiting)[number]) =>
    !backsOff || records.services[service].attempts.againMs < loop.nowMs;
  const byAge = pendingTasks.waiting.filter(isLookedFor).sort((a, b) => tasks.task[a.head] - tasks.task[b.head]);
  const mayGo = setup.waiting.headOfLine === 'block' ? byAge.slice(0, 1) : byAge;
  const rows = Array.from({ length: fleet.count }, (_, row) => row);
  const broken = mayGo.flatMap((equivalence) => {
    const row = rows.find((at) => fit(fleet, at, equivalence.request) === FITS);
    return row === undefined ? [] : [`task ${tasks.task[equivalence.head]} waits although instance ${fleet.instance[row]} has room`];
  });
  const quota = setup.quotas.provisioningTasks ?? Number.POSITIVE_INFINITY;
  if (pendingTasks.held > 0 && pendingTasks.provisioning < quota)
    broken.push(`${pendingTasks.held} tasks are held although ${pendingTasks.provisioning} take the quota's ${quota} places`);
  return broken;
}

/** CPU units and pools of Fargate are those of its tasks, zones those of tasks that are to stay, and only such tasks are retired. */
function countsOfFargate(world: World): string[] {
  const { tasks, equivalences, platforms, pools: rooms, setup } = world;
  const platform = platforms.states.findIndex((state) => state instanceof FargateState);
  if (platform === NONE) return [];
  const fargate = platforms.states[platform] as FargateState;
  const lineOf = (slot: number) => equivalences.all[tasks.equivalence[slot]];
  const own = slotsAlive(world).filter((slot) => tasks.instance[slot] === ON_PLATFORM && lineOf(slot).platform === platform);
  const providers = FARGATE_PROVIDER_NAMES.map((_, provider) => own.filter((slot) => fargate.providerOf(lineOf(slot)) === provider));
  const broken = providers.flatMap((slots, provider) => {
    const units = slots.reduce((sum, slot) => sum + lineOf(slot).cpuUnits, 0);
    const found = fargate.cpuUnitsUsed[provider];
    return units === found ? [] : [`${FARGATE_PROVIDER_NAMES[provider]} counts ${found} CPU units, its tasks have ${units}`];
  });
  for (const [index, { type, zone, isSpot, name }] of setup.market.pools.entries()) {
    if (type !== COUNTED_IN_TASKS) continue;
    const inPool = providers[Number(isSpot)].filter((slot) => tasks.zone[slot] === zone).length;
    if (rooms.instances[index] !== inPool) broken.push(`pool ${name} counts ${rooms.instances[index]} tasks, it has ${inPool}`);
  }
  const expected = new Map<string, number>();
  for (const slot of own.filter((at) => tasks.cause[at] === 0)) {
    const key = `${lineOf(slot).group} ${fargate.providerOf(lineOf(slot))} ${tasks.zone[slot]}`;
    expected.set(key, (expected.get(key) ?? 0) + 1);
  }
  for (const equivalence of equivalences.all.filter((one) => one.platform === platform))
    for (const [zone, count] of fargate.spreadOf(equivalence.group).save()[fargate.providerOf(equivalence)].entries())
      if (count !== (expected.get(`${equivalence.group} ${fargate.providerOf(equivalence)} ${zone}`) ?? 0))
        broken.push(`group ${equivalence.group} counts ${count} tasks on Fargate in zone ${zone} wrongly`);
  for (const task of fargate.leaving)
    if (!own.some((slot) => tasks.task[slot] === task)) broken.push(`task ${task} is to be retired and is not on Fargate`);
  return broken;
}

/** A workload throttled in the middle of an arrival calls again; calls for a platform do not queue. */
function callsInLine({ records, throttles, setup, loop }: World): string[] {
  const isInLine = (workload: number) => (throttles.save().line.get(`${Caller.workload}/${workload}`) ?? -1) >= loop.nowMs;
  return records.workloads.flatMap(({ called }, workload) =>
    called === 0 || kindFor(setup.workloads[workload], setup).platform !== null || isInLine(workload)
      ? []
      : [`workload ${workload} has made ${called} tasks of an arrival, and will not go on`],
  );
}

/** A task that is to stop has a time, unless its agent is disconnected. */
function unheardStops(world: World): string[] {
  const { tasks, fleet } = world;
  const stuck = slotsAlive(world).filter((slot) => tasks.cause[slot] !== 0 && tasks.event[slot] === NO_EVENT);
  return stuck
    .filter((slot) => tasks.instance[slot] < 0 || fleet.isAgentConnected[fleet.rowOf[tasks.instance[slot]]] === 1)
    .map((slot) => `task ${tasks.task[slot]} is to stop, and nothing stops it`);
}

/** Every task on an instance uses its images, and nothing else does. */
function usesOfImages(world: World): string[] {
  const { tasks, equivalences, imageCache } = world;
  if (imageCache === undefined) return [];
  const due = slotsAlive(world).reduce(
    (sum, slot) => sum + (tasks.instance[slot] < 0 ? 0 : equivalences.all[tasks.equivalence[slot]].images.length),
    0,
  );
  const shelves = [...(imageCache.save() as Map<number, { readonly uses: Map<number, { readonly tasks: number }> }>).values()];
  const counted = shelves.flatMap(({ uses }) => [...uses.values()]).reduce((sum, { tasks }) => sum + tasks, 0);
  return counted === due ? [] : [`${counted} uses of images are counted, the tasks have ${due}`];
}
