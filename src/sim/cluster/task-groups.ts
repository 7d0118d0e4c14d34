import type { Setup } from '../setup.js';

/**
 * Task groups by index: first one for each service, then one for each task definition's family, then those that RunTask names (S.GROUP-1).
 */
export class TaskGroups {
  readonly names: readonly string[];
  /** Revisions of a family share the group of the first. */
  private readonly indexes = new Map<string, number>();

  constructor({ services, taskDefinitions, workloads }: Setup) {
    const implied = [...services.map(({ name }) => `service:${name}`), ...taskDefinitions.map(({ family }) => `family:${family}`)];
    const named = workloads.flatMap(({ group }) => (group === null || implied.includes(group) ? [] : [group]));
    this.names = [...implied, ...new Set(named)];
    this.names.forEach((name, index) => {
      if (!this.indexes.has(name)) this.indexes.set(name, index);
    });
    this.ofWorkloads = workloads.map(({ group, taskDefinition }) => this.find(group ?? `family:${taskDefinitions[taskDefinition].family}`));
  }

  private readonly ofWorkloads: readonly number[];

  ofService(service: number): number {
    return service;
  }

  ofWorkload(workload: number): number {
    return this.ofWorkloads[workload];
  }

  /** Returns -1 when the scenario has nothing of that group. Constraints call this at every change. */
  find(name: string): number {
    return this.indexes.get(name) ?? -1;
  }
}
