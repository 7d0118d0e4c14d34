import type { Setup, TaskDefinitionSpec } from '../../sim/setup.js';

/** A task class; `service` or `workload` is -1. */
export interface KnownClass extends Room {
  readonly service: number;
  readonly workload: number;
  readonly eni: number;
  /** For a service: number of the deployment that first requested the class. */
  readonly revision: number;
  /** Index of its task definition. */
  readonly definition: number;
}

/** The part of a class that its fact contains. */
export type ReportedClass = Omit<KnownClass, 'definition' | 'ports' | 'revision'>;

/** The task classes defined so far. */
export class TaskClasses {
  private known: KnownClass[] = [];

  constructor(private readonly setup: Setup) {}

  define(taskClass: number, what: Omit<KnownClass, 'definition' | 'ports'>): void {
    const { taskDefinitions } = this.setup;
    const definition = this.definitionFor(what);
    this.known[taskClass] = { ...what, definition, ports: taskDefinitions[definition].ports };
  }

  private definitionFor({ service, workload, revision }: Omit<KnownClass, 'definition' | 'ports'>): number {
    const { services, workloads } = this.setup;
    if (service < 0) return workloads[workload].taskDefinition;
    return services[service].deploymentSpec?.revisions[revision].taskDefinition ?? services[service].taskDefinition;
  }

  /** Whether ECS checks the health of its containers. */
  isChecked({ service, revision }: KnownClass): boolean {
    return service >= 0 && (this.setup.services[service].deploymentSpec?.checks[revision].length ?? 0) > 0;
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
    this.known = structuredClone(saved) as typeof this.known;
  }
}

/** Resources of a task on its instance; ports are indexes into those of the setup. */
export interface Room {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly ports: readonly number[];
}
