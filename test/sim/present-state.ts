import { isPooled } from '../../src/autoscaling/group/lifecycle.js';
import type { Purchase } from '../../src/autoscaling/group/purchase.js';
import { hash32 } from '../../src/kernel/hash.js';
import type { Deployments } from '../../src/services/deployments/deployments.js';
import { TaskState } from '../../src/services/task-states.js';
import { Booting, Draining, NONE, Outside } from '../../src/sim/cluster/fleet.js';
import type { World } from '../../src/sim/cluster/world.js';
import { ec2InstanceId } from '../../src/sim/ec2-id.js';
import type { PresentInstance, PresentSpec, PresentTask } from '../../src/sim/present.js';
import type { ServiceSpec, Setup } from '../../src/sim/setup.js';

/** The setup of a run that begins with the state of another: columns read one by one, and ages that are not in the columns from a hash. */
export function beginningWith(world: World): Setup {
  const { setup, records, fleet, tasks } = world;
  const present: PresentSpec = {
    instances: rowsOf(world).map((row) => instanceOf(world, row)),
    tasks: slotsOf(world).map((slot) => taskOf(world, slot)),
    services: records.services.map(({ requested, deploymentState }) => ({
      requested,
      deployments: deploymentState.deployments.list.map(({ revision, rollout, watch }) => ({
        revision,
        rollout,
        failedTasks: watch.breaker.failures,
        createdMs: null,
      })),
    })),
    groups: records.groups.map(({ launched, scaler }) => ({ launched, scaler: shifted(scaler, world.loop.nowMs), isMeasured: true })),
    workloads: records.workloads.map(({ requested }) => requested),
    nextInstance: fleet.launched,
    nextTask: tasks.requested,
    cachedImages: 'ofTasks',
  };
  const capacityProviders = setup.capacityProviders.map((provider, i) => ({ ...provider, initialSize: records.groups[i]!.desired }));
  const services = setup.services.map((spec, service) => deployedBefore(spec, records.services[service]!.deploymentState.deployments));
  // Whether a task has got its SIGTERM is in no present state: the room of one that stops is free from the decision.
  const placement = { ...setup.placement, stoppingRoomFrom: 'desired' as const };
  return { ...setup, capacityProviders, services, staticInstances: [], placement, present };
}

/** A past deployment does not begin again. */
function deployedBefore(spec: ServiceSpec, { list }: Deployments): ServiceSpec {
  const { deploymentSpec } = spec;
  if (deploymentSpec === null) return spec;
  const latest = Math.max(...list.map(({ revision }) => revision));
  const revisions = deploymentSpec.revisions.map((one, revision) => (revision > latest ? one : { ...one, atMs: -1 }));
  return { ...spec, deploymentSpec: { ...deploymentSpec, revisions } };
}

function shifted<T extends { readonly lastRaiseMs: number | null; readonly lastScaleInMs: number | null }>(scaler: T, nowMs: number): T {
  const before = (ms: number | null) => (ms === null ? null : ms - nowMs);
  return { ...scaler, raiseRegisteredMs: null, lastRaiseMs: before(scaler.lastRaiseMs), lastScaleInMs: before(scaler.lastScaleInMs) };
}

/** The present state has no words for warm pools, and what has left the cluster is none of it. */
function rowsOf({ fleet }: World): number[] {
  return Array.from({ length: fleet.count }, (_, row) => row).filter(
    (row) => !isPooled(fleet.lifecycle[row]!) && fleet.state[row] !== Outside,
  );
}

function slotsOf({ tasks, fleet }: World): number[] {
  const slots = tasks.living();
  const isKept = (slot: number) => tasks.instance[slot]! < 0 || !isPooled(fleet.lifecycle[fleet.rowOf[tasks.instance[slot]!]!]!);
  return slots.filter(isKept).sort((a, b) => tasks.task[a]! - tasks.task[b]!);
}

function instanceOf({ fleet, classes, loop }: World, row: number): PresentInstance {
  const { attributes, agentVersion, ...what } = classes.all[fleet.instanceClass[row]!]!;
  const launchedMs = fleet.launchedMs[row]! - loop.nowMs;
  const isBooting = fleet.state[row] === Booting;
  return {
    ...what,
    ordinal: fleet.instance[row]!,
    ec2InstanceId: ec2InstanceId(fleet.instance[row]!),
    purchase: fleet.purchase[row] as Purchase,
    traits: { attributes: Object.fromEntries(attributes), agentVersion },
    nth: hash32(fleet.instance[row]!, 1, 0, 0) % 100,
    launchedMs: launchedMs < -1e9 ? null : launchedMs,
    registeredMs: isBooting ? null : fleet.registeredMs[row]! - loop.nowMs,
    status: isBooting ? 'booting' : fleet.leavesFor[row] !== 0 ? 'terminating' : fleet.state[row] === Draining ? 'draining' : 'active',
    drainingMs: -60_000,
    isAgentConnected: fleet.isAgentConnected[row] === 1,
    isProtected: fleet.isProtected[row] === 1,
  };
}

function taskOf({ tasks, equivalences, loop, setup, agentQueues }: World, slot: number): PresentTask {
  const { taskClass, provider } = equivalences.all[tasks.equivalence[slot]!]!;
  const { service, workload, revision, cpuUnits, memoryMib } = taskClass;
  const isStopping = tasks.cause[slot] !== 0;
  const ageMs = hash32(tasks.task[slot]!, 2, 0, 0) % 30_000;
  return {
    ordinal: tasks.task[slot]!,
    nth: tasks.nth[slot]!,
    ...{ service, workload, revision, cpuUnits, memoryMib },
    provider: Math.max(NONE, provider),
    instance: tasks.instance[slot]!,
    zone: tasks.zone[slot]!,
    state: (isStopping ? TaskState.RUNNING : tasks.state[slot]!) as TaskState,
    stoppingMs: isStopping ? -Math.min(ageMs, setup.durationMs) : null,
    stopCause: isStopping ? tasks.cause[slot]! : null,
    requestedMs: tasks.requestedMs[slot]! - loop.nowMs,
    sinceMs: -ageMs,
    pulledMs: ageMs % 2 === 0 ? -Math.floor(ageMs / 2) : null,
    isPulling: !agentQueues.has(slot),
    isUnhealthy: ageMs % 7 === 0,
    protectedUntilMs: service !== NONE && setup.services[service]!.deploymentSpec !== null && ageMs % 5 === 0 ? 600_000 : null,
    runMs: null,
  };
}
