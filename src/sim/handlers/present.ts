import { deploymentsSoFar } from '../../services/deployments/ledger.js';
import type { World } from '../cluster/world.js';
import type { PresentSpec } from '../present.js';
import type { PresentInstances } from './present-instances.js';
import type { PresentTasks } from './present-tasks.js';

/** A run that begins with a cluster as it is: instances, then what runs on them, then who drains; and what services and groups have been through. */
export class Present {
  constructor(
    private readonly world: World,
    private readonly parts: { readonly instances: PresentInstances; readonly tasks: PresentTasks },
  ) {}

  start(): void {
    const { setup, roster } = this.world;
    const { present } = setup;
    if (present === undefined) return;
    for (const [service, { desired }] of setup.services.entries()) roster.services[service].desired = desired[0]?.count ?? 0;
    for (const instance of present.instances) this.parts.instances.appear(instance);
    for (const task of present.tasks) this.parts.tasks.appear(task);
    for (const instance of present.instances) this.parts.instances.drains(instance);
    for (const [service, { schedulingStrategy }] of setup.services.entries())
      if (schedulingStrategy === 'DAEMON') this.world.serviceDue(service);
    this.goOn(present);
    this.world.placementDue();
  }

  /** What comes next has these numbers, by which its luck is drawn. */
  private goOn({ services, groups, workloads, nextInstance, nextTask }: PresentSpec): void {
    const { roster, fleet, tasks } = this.world;
    for (const [service, { requested, deployments }] of services.entries()) {
      roster.services[service].requested = requested;
      if (deployments.length > 0) roster.services[service].care.deployments = deploymentsSoFar(deployments);
    }
    for (const [provider, { launched, scaler }] of groups.entries()) Object.assign(roster.groups[provider], { launched, scaler });
    for (const [workload, requested] of workloads.entries()) roster.workloads[workload].requested = requested;
    fleet.skipTo(nextInstance);
    tasks.requested = nextTask;
  }
}
