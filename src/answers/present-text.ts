import { Lifecycle } from '../autoscaling/group/lifecycle.js';
import { Spot } from '../autoscaling/group/purchase.js';
import { RolloutState } from '../services/service-states.js';
import { TASK_STATE_NAMES } from '../services/task-states.js';
import { Booting, Draining } from '../sim/cluster/fleet.js';
import { ON_PLATFORM } from '../sim/providers/platform.js';
import { launchedMs } from './instances.js';
import { ec2IdOf, type Moment, registeredRows, slotsOf } from './moment.js';
import { definitionOf, primaryRevision } from './services.js';
import { stopCauseOf } from './tasks.js';

/** What AWS calls return of a task that `present` takes over: its times, and its health. */
interface TaskDetail {
  readonly pullStartedAt?: string;
  readonly pullStoppedAt?: string;
  readonly startedAt?: string;
  readonly createdAt: string;
  readonly stoppingAt?: string;
  readonly healthStatus?: string;
}

/** Returns the `present` section of a scenario that begins with the cluster in its present state. */
export function presentText(moment: Moment): object {
  const { world, names, history } = moment;
  const { records, setup, fleet, tasks } = world;
  const at = names.time(world.loop.nowMs);
  return {
    at,
    containerInstances: registeredRows(world).map((row) => instanceOf(moment, row)),
    tasks: slotsOf(world).map((slot) => taskOf(moment, slot)),
    services: setup.services.flatMap(({ name, deploymentSpec }, service) =>
      deploymentSpec === null ? [] : [{ serviceName: name, deployments: deploymentsOf(moment, service) }],
    ),
    autoScalingGroups: setup.capacityProviders.map(({ name }, provider) => {
      const { desired, scaler } = records.groups[provider]!;
      const time = (key: string, ms: number | null) => (ms === null ? {} : { [key]: names.time(ms) });
      return {
        capacityProvider: name,
        desiredCapacity: desired,
        ...time('lastScaleOutAt', scaler.lastRaiseMs),
        ...time('lastScaleInAt', scaler.lastScaleInMs),
      };
    }),
    metrics: {
      CapacityProviderReservation: Object.fromEntries(setup.capacityProviders.map(({ name }, i) => [name, history.valuesOf(setup, i)])),
    },
    counters: {
      containerInstances: fleet.launched,
      tasks: tasks.requested,
      autoScalingGroups: Object.fromEntries(setup.capacityProviders.map(({ name }, i) => [name, records.groups[i]!.launched])),
      services: Object.fromEntries(setup.services.map(({ name }, i) => [name, records.services[i]!.requested])),
      workloads: Object.fromEntries(setup.workloads.map(({ name }, i) => [name, records.workloads[i]!.requested])),
    },
  };
}

function instanceOf(moment: Moment, row: number): object {
  const { world, names, history } = moment;
  const { fleet, setup, classes } = world;
  const provider = setup.capacityProviders[fleet.provider[row]!];
  const instance = fleet.instance[row]!;
  const isBooting = fleet.state[row] === Booting;
  const isDraining = fleet.state[row] === Draining;
  const isTerminating = fleet.lifecycle[row] === Lifecycle.Terminating;
  return {
    ec2InstanceId: ec2IdOf(moment, instance),
    ...(provider === undefined ? {} : { capacityProvider: provider.name }),
    instanceType: setup.instanceTypes[fleet.type[row]!]!.name,
    availabilityZone: setup.zones[fleet.zone[row]!],
    lifecycle: fleet.purchase[row] === Spot ? 'spot' : 'onDemand',
    launchTime: names.time(launchedMs(moment, row)),
    ...(isBooting ? {} : { registeredAt: names.time(fleet.registeredMs[row]!) }),
    status: isBooting ? 'REGISTERING' : isDraining ? 'DRAINING' : 'ACTIVE',
    ...(isDraining || isTerminating ? { drainingSince: names.time(history.drainingMs.get(instance) ?? world.loop.nowMs) } : {}),
    ...(isTerminating ? { lifecycleState: 'Terminating:Wait' } : {}),
    agentConnected: isBooting || fleet.isAgentConnected[row] === 1,
    protectedFromScaleIn: fleet.isProtected[row] === 1,
    trunk: fleet.hasTrunk[row] === 1,
    attributes: Object.fromEntries(classes.all[fleet.instanceClass[row]!]!.attributes),
    agentVersion: classes.all[fleet.instanceClass[row]!]!.agentVersion,
    ordinal: instance,
    nth: history.nthOf(instance),
  };
}

function taskOf(moment: Moment, slot: number): object {
  const { world, names, events } = moment;
  const { tasks, equivalences, loop, setup, protectedTasks } = world;
  const { taskClass, provider } = equivalences.all[tasks.equivalence[slot]!]!;
  const { service, workload, cpuUnits, memoryMib, definition } = taskClass;
  const detail = events.taskDetail(tasks.task[slot]!, loop.nowMs) as TaskDetail;
  const instance = tasks.instance[slot]!;
  const isStopping = tasks.cause[slot] !== 0;
  const { family, revision, cpuUnits: ownCpu, memoryMib: ownMemory } = setup.taskDefinitions[definition]!;
  const { startedAt, pullStartedAt, pullStoppedAt, createdAt, stoppingAt, healthStatus } = detail;
  const known = Object.entries({ createdAt, pullStartedAt, pullStoppedAt, startedAt, healthStatus });
  const providerName = provider < 0 ? null : names.provider(provider);
  return {
    id: names.taskId(tasks.task[slot]!),
    taskDefinition: `${family}:${revision}`,
    group: service >= 0 ? `service:${setup.services[service]!.name}` : (setup.workloads[workload]!.group ?? `family:${family}`),
    ...(workload >= 0 ? { workload: setup.workloads[workload]!.name } : {}),
    ...(instance >= 0 ? { containerInstance: ec2IdOf(moment, instance) } : {}),
    ...(providerName === null ? {} : { capacityProvider: providerName }),
    ...(names.kindOf(provider).platform === null ? {} : { launchType: names.kindOf(provider).launchType }),
    ...(instance === ON_PLATFORM ? { availabilityZone: setup.zones[tasks.zone[slot]!] } : {}),
    lastStatus: isStopping ? 'STOPPING' : TASK_STATE_NAMES[tasks.state[slot]!],
    ...Object.fromEntries(known.filter(([, value]) => value !== undefined)),
    ...(isStopping ? { stoppingAt, stopCause: stopCauseOf(moment, slot) } : {}),
    ...(protectedTasks.isProtected(slot, loop.nowMs) ? { protectedUntil: names.time(protectedTasks.untilMs(slot)!) } : {}),
    ...(cpuUnits === ownCpu ? {} : { cpu: cpuUnits }),
    ...(memoryMib === ownMemory ? {} : { memory: memoryMib }),
    ...(workload >= 0 && setup.workloads[workload]!.arrivals.kind === 'trace' ? { runTime: `${tasks.runMs[slot]}ms` } : {}),
    ordinal: tasks.task[slot],
    nth: tasks.nth[slot],
  };
}

/** Deployments of the revisions that still have tasks, the latest last. */
function deploymentsOf(moment: Moment, service: number): object[] {
  const { world, names, history } = moment;
  const { tasks, equivalences, records, setup } = world;
  const primary = primaryRevision(moment, service);
  const alive = slotsOf(world).filter((slot) => equivalences.all[tasks.equivalence[slot]!]!.service === service);
  const revisions = new Set([...alive.map((slot) => equivalences.all[tasks.equivalence[slot]!]!.taskClass.revision), primary]);
  const { list, primary: place } = records.services[service]!.deploymentState.deployments;
  return [...revisions]
    .sort((a, b) => a - b)
    .map((revision) => {
      const isPrimary = revision === primary;
      const found = isPrimary ? list[place]! : list.findLast((one) => one.revision === revision);
      const { family, revision: number } = setup.taskDefinitions[definitionOf(moment, service, revision)]!;
      return {
        status: isPrimary ? 'PRIMARY' : 'ACTIVE',
        taskDefinition: `${family}:${number}`,
        createdAt: names.time(history.deployedMs.get(`${service}/${revision}`) ?? 0),
        rolloutState: ROLLOUTS.find(([, state]) => state === (found?.rollout ?? RolloutState.COMPLETED))![0],
        failedTasks: isPrimary ? found!.watch.breaker.failures : 0,
      };
    });
}

const ROLLOUTS = Object.entries(RolloutState);
