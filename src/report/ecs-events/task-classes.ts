import type { Setup, TaskDefinitionSpec } from '../../sim/setup.js';
import type { Room } from './instances.js';

/** What tasks of a class are; `service` or `workload` is -1. */
export interface KnownClass extends Room {
  readonly service: number;
  readonly workload: number;
  readonly eni: number;
  /** Index of its task definition. */
  readonly definition: number;
}

/** The task classes told so far. */
export class TaskClasses {
  private readonly known: KnownClass[] = [];

  constructor(private readonly setup: Setup) {}

  define(taskClass: number, what: Omit<KnownClass, 'definition' | 'ports'>): void {
    const { services, workloads, taskDefinitions } = this.setup;
    const definition = (what.service >= 0 ? services[what.service] : workloads[what.workload]).taskDefinition;
    this.known[taskClass] = { ...what, definition, ports: taskDefinitions[definition].ports };
  }

  of(taskClass: number): KnownClass {
    return this.known[taskClass];
  }

  definitionOf({ definition }: KnownClass): TaskDefinitionSpec {
    return this.setup.taskDefinitions[definition];
  }

  /** Task group, as ECS names it (S.GROUP-1). */
  groupOf(known: KnownClass): string {
    const { services, workloads } = this.setup;
    if (known.service >= 0) return `service:${services[known.service].name}`;
    return workloads[known.workload].group ?? `family:${this.definitionOf(known).family}`;
  }

  save(): unknown {
    return structuredClone(this.known);
  }

  load(saved: unknown): void {
    this.known.splice(0, this.known.length, ...structuredClone(saved as KnownClass[]));
  }
}
