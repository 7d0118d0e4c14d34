import type { EventLoop } from '../../../kernel/event-loop.js';
import { FITS } from '../../../placement/fit.js';
import { primaryOf } from '../../../services/deployments/deployments.js';
import type { Setup, TaskDefinitionSpec } from '../../setup.js';
import { memberOfTask } from '../../task-constraints.js';
import type { InstanceClasses } from '../instance-classes.js';
import { lastingVerdict } from '../lasting-verdict.js';
import type { Memberships } from '../memberships.js';
import type { ServiceAndGroupRecords } from './service-and-group-records.js';

interface Parts {
  readonly setup: Setup;
  readonly classes: InstanceClasses;
  readonly memberships: Memberships;
  readonly loop: EventLoop;
  readonly records: ServiceAndGroupRecords;
}

/**
 * The daemon services that belong on a new instance (S.DAEMON-3), by its class, whether or not they find room. Computed once for each
 * class, and anew after a deployment of a daemon service.
 */
export class Daemons {
  private known: (readonly number[] | undefined)[] = [];

  constructor(private readonly parts: Parts) {}

  /**
   * Returns services by index, in the order in which their tasks start: first those that require no other daemon, then those that require
   * these.
   */
  servicesOn(instanceClass: number): readonly number[] {
    const services = this.known[instanceClass] ?? this.find(instanceClass);
    this.known[instanceClass] = services;
    return services;
  }

  /** Returns the task groups of these services. */
  groupsOn(instanceClass: number): readonly string[] {
    return this.servicesOn(instanceClass).map((service) => this.groupOf(service));
  }

  /** Returns the task definition of the service's present revision. */
  definitionOf(service: number): TaskDefinitionSpec {
    const { setup, records } = this.parts;
    const { services, taskDefinitions } = setup;
    const { deploymentSpec, taskDefinition } = services[service];
    const { revision } = primaryOf(records.services[service].deploymentState.deployments);
    return taskDefinitions[deploymentSpec?.revisions[revision].taskDefinition ?? taskDefinition];
  }

  /** Returns whether the service has been created. */
  exists(service: number): boolean {
    const { setup, loop } = this.parts;
    return (setup.services[service].createdAtMs ?? 0) <= loop.nowMs;
  }

  /** Must be called when a daemon service is created or deploys a revision, which may belong on other instances. */
  onChange(): void {
    this.known = [];
  }

  private find(at: number): number[] {
    const { setup, classes, memberships } = this.parts;
    const { services, instanceTypes } = setup;
    const instanceClass = classes.all[at];
    const away = [...services.keys()].filter((service) => {
      const { schedulingStrategy, zones, capacity } = services[service];
      if (schedulingStrategy !== 'DAEMON' || !this.exists(service)) return false;
      return (
        lastingVerdict(instanceClass, instanceTypes, { definition: this.definitionOf(service), zones, capacity, gpuModels: '' }) === FITS
      );
    });
    const found: number[] = [];
    const next = () => {
      const groups = found.map((service) => this.groupOf(service));
      return away.findIndex((service) =>
        memberships.holdsWith(memberOfTask(services[service], this.definitionOf(service)), instanceClass, groups),
      );
    };
    for (let first = next(); first >= 0; first = next()) found.push(...away.splice(first, 1));
    return found;
  }

  private groupOf(service: number): string {
    return `service:${this.parts.setup.services[service].name}`;
  }
}
