import { deploymentsSoFar } from '../../../services/deployments/deployments.js';
import { RolloutState } from '../../../services/service-states.js';
import { TaskState } from '../../../services/task-states.js';
import type { World } from '../../cluster/world.js';
import { DeploymentCause, Fact } from '../../facts.js';
import type { PresentSpec } from '../../present.js';
import { ServiceZones } from '../services/service-zones.js';
import { forgetDigests } from '../tasks/image-digests.js';
import { type InstancePorts, PresentInstances } from './present-instances.js';
import { PresentTasks, type TaskPorts } from './present-tasks.js';

/** Starts a run from an existing cluster: first instances, then their tasks, then drains, and the state of services and groups. */
export class Present {
  private readonly instances: PresentInstances;
  private readonly tasks: PresentTasks;
  private readonly zones: ServiceZones;

  constructor(
    private readonly world: World,
    ports: InstancePorts & TaskPorts,
  ) {
    this.instances = new PresentInstances(world, ports);
    this.tasks = new PresentTasks(world, ports);
    this.zones = new ServiceZones(world);
  }

  start(): void {
    const { setup, records } = this.world;
    const { present } = setup;
    if (present === undefined) return;
    for (const [service, { desired, createdAtMs = 0 }] of setup.services.entries())
      records.services[service].desired = createdAtMs > 0 ? 0 : (desired[0]?.count ?? 0);
    for (const instance of present.instances) this.instances.restore(instance);
    for (const [service, { deployments }] of present.services.entries()) this.reportDeployed(service, deployments);
    for (const task of present.tasks) this.tasks.restore(task);
    this.tasks.start();
    for (const instance of present.instances) this.instances.restoreDraining(instance);
    for (const [service, { schedulingStrategy }] of setup.services.entries())
      if (schedulingStrategy === 'DAEMON') this.world.serviceDue(service);
    this.restoreRecords(present);
    this.world.placementDue();
  }

  /** Emits the deployments in order, each with the class of its tasks, as when they began. */
  private reportDeployed(service: number, deployments: PresentSpec['services'][number]['deployments']): void {
    for (const { revision, rollout } of deployments) {
      this.world.emit(Fact.deploymentChanged, service, revision, RolloutState.IN_PROGRESS, DeploymentCause.begun);
      this.world.equivalences.classOfService(service, revision);
      const cause = rollout === RolloutState.COMPLETED ? DeploymentCause.steady : DeploymentCause.circuitBreaker;
      if (rollout !== RolloutState.IN_PROGRESS) this.world.emit(Fact.deploymentChanged, service, revision, rollout, cause);
    }
  }

  /** Continues the numbering of instances and tasks, which also keys their draws. */
  private restoreRecords(present: PresentSpec): void {
    const { services, groups, workloads, nextInstance, nextTask } = present;
    const { records, fleet, tasks } = this.world;
    for (const [service, { requested, deployments }] of services.entries()) {
      const record = records.services[service];
      record.requested = requested;
      if (deployments.length > 0) record.deploymentState.deployments = deploymentsSoFar(deployments);
      if (isUnresolved(present, service)) forgetDigests(this.world, service, deployments.at(-1)!.revision);
      this.zones.resume(service);
    }
    this.world.daemonsChanged();
    for (const [provider, { launched, scaler }] of groups.entries()) Object.assign(records.groups[provider], { launched, scaler });
    for (const [workload, requested] of workloads.entries()) records.workloads[workload].requested = requested;
    fleet.skipTo(nextInstance);
    tasks.requested = nextTask;
  }
}

/** Returns whether no task of the deployment in progress has begun to pull. */
function isUnresolved({ services, tasks }: PresentSpec, service: number): boolean {
  const latest = services[service].deployments.at(-1);
  if (latest?.rollout !== RolloutState.IN_PROGRESS) return false;
  const isOf = (task: PresentSpec['tasks'][number]) => task.service === service && task.revision === latest.revision;
  return !tasks.some((task) => isOf(task) && task.state !== TaskState.PROVISIONING);
}
