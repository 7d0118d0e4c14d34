import { AlgorithmChain } from '../../placement/algorithms/chain.js';
import type { Guard } from '../../placement/algorithms/guard.js';
import { type CompiledChain, compileChain } from '../../placement/compiled.js';
import { needsOnlyRoom } from '../../placement/scans.js';
import { BY_INSTANCE, BY_LOT, type Criterion, criterionOf } from '../../placement/strategies.js';
import { ANY_PROVIDER } from '../../placement/view.js';
import type { ServiceSpec, Setup, TaskDefinitionSpec, WorkloadSpec } from '../setup.js';
import { definitionsOf, memberOfTask } from '../task-constraints.js';
import { volumeOf } from '../volumes.js';
import { ClassesBySize } from './classes-by-size.js';
import { constraintsOf } from './constraints.js';
import { EquivalenceClass, type EquivalenceOrigin, TaskClass, type TaskKind } from './equivalence-class.js';
import { type Fleet, NONE } from './fleet.js';
import { gpusOf } from './gpus.js';
import type { InstanceClasses } from './instance-classes.js';
import type { Memberships } from './memberships.js';
import type { Daemons } from './services/daemons.js';
import type { TaskGroups } from './task-groups.js';
import { completed, sizeOf, type TaskSize } from './task-size.js';

export interface EquivalenceClassesParts {
  readonly setup: Setup;
  readonly fleet: Fleet;
  readonly classes: InstanceClasses;
  readonly memberships: Memberships;
  readonly daemons: Daemons;
  readonly groups: TaskGroups;
  /** Places the tasks of all services and workloads but daemons. */
  readonly policy: Guard | undefined;
  /** The attributes that strategies spread over, by index. */
  readonly attributes: readonly string[];
  /** Returns the platform of a provider, or NONE where its tasks are placed on instances. */
  readonly platformOf: (provider: number) => number;
  /** Returns whether ECS brings capacity for a task that waits for the provider. */
  readonly bringsCapacity: (provider: number) => boolean;
  readonly onNewClass: (taskClass: TaskClass, eni: number) => void;
}

/** A compiled strategy. */
interface Chain {
  readonly criteria: readonly Criterion[];
  readonly compiled: CompiledChain;
  readonly draws: boolean;
  readonly policy: Guard | undefined;
}

/** Above the number of providers of any cluster; sizes the origins of a revision. */
const PROVIDERS_MAX = 64;

/**
 * The task equivalence classes of a run. Those of services and workloads follow from the setup; sizes from a trace are added as they come.
 */
export class EquivalenceClasses {
  readonly all: EquivalenceClass[] = [];
  readonly classes: TaskClass[] = [];
  /** By workload and provider + 1. */
  private readonly bySize: readonly ClassesBySize[][];
  /** By service, then by revision. */
  private readonly ofService: (TaskClass | undefined)[][];
  /** By workload and size. */
  private readonly ofWorkload = new Map<string, TaskClass>();
  /** The task definition's size by workload, for tasks whose arrival brings none. */
  private readonly ownSizes: readonly TaskSize[];
  /** GPU needs of traces that differ from their workload's task definition, with the models that they name, in order of first use. */
  private readonly gpuNeeds: string[] = [];
  private readonly chains: { readonly services: readonly Chain[]; readonly workloads: readonly Chain[] };
  private readonly setup: Setup;
  /** By service or workload, then by revision and provider + 1. */
  private readonly origins: { readonly services: EquivalenceOrigin[][]; readonly workloads: EquivalenceOrigin[][] };

  constructor(private readonly parts: EquivalenceClassesParts) {
    const { setup, groups } = parts;
    this.setup = setup;
    this.ofService = setup.services.map(() => [undefined]);
    this.bySize = setup.workloads.map(() => [undefined, ...setup.providers].map(() => new ClassesBySize()));
    this.origins = { services: setup.services.map(() => []), workloads: setup.workloads.map(() => []) };
    this.ownSizes = setup.workloads.map((w) => sizeOf(setup.taskDefinitions[w.taskDefinition]));
    this.chains = {
      services: setup.services.map((service) => this.chainOf(service, service.schedulingStrategy === 'DAEMON' ? undefined : parts.policy)),
      workloads: setup.workloads.map((workload) => this.chainOf(workload, parts.policy)),
    };
    // A service that shrinks reads where its tasks are; other origins read it only at placement.
    for (let service = 0; service < setup.services.length; service++) parts.fleet.countOnInstances(groups.ofService(service));
    // Counts groups that constraints name from the first task on.
    for (const work of [...setup.services, ...setup.workloads])
      for (const definition of definitionsOf(work, setup)) {
        const memberOf = memberOfTask(work, definition);
        if (parts.classes.all.some((one) => parts.memberships.settle(memberOf, one) === 'depends')) parts.memberships.columnOf(memberOf);
      }
    // A policy may read any column.
    for (const [workload, { isDistinctInstance }] of setup.workloads.entries())
      if (isDistinctInstance || parts.policy !== undefined || this.chains.workloads[workload].criteria.includes(BY_INSTANCE))
        parts.fleet.countOnInstances(groups.ofWorkload(workload));
  }

  classOfService(service: number, revision = 0): TaskClass {
    const taskClass = this.ofService[service][revision];
    if (taskClass !== undefined) return taskClass;
    const made = this.define(this.kindOfService(service, revision));
    this.ofService[service][revision] = made;
    return made;
  }

  /** Makes the origins of all services before the first task: V8 discards code that reads them when a later one differs in kind. */
  prepare(): void {
    for (const [service, { capacity }] of this.setup.services.entries()) {
      const kind = this.kindOfService(service, 0);
      const providers = capacity.kind === 'launchType' ? [NONE] : capacity.items.map(({ provider }) => provider);
      for (const provider of providers) this.originOf(kind, provider);
    }
  }

  /** Returns the task class. A size of -1 means the task definition's own; the same size written out gives the same class. */
  classOfWorkload(workload: number, size: TaskSize): TaskClass {
    const complete = completed(size, this.ownSizes[workload]);
    const key = [workload, complete.cpuUnits, complete.memoryMib, complete.gpuNeed, complete.gpuModels].join(' ');
    const taskClass = this.ofWorkload.get(key);
    if (taskClass !== undefined) return taskClass;
    const definition = this.setup.workloads[workload].taskDefinition;
    const made = this.define({ service: NONE, workload, revision: 0, definition, isDaemon: false, ...complete });
    this.ofWorkload.set(key, made);
    return made;
  }

  /** Returns the equivalence class of a workload's task of this size, as classOfWorkload(). */
  equivalenceOfWorkload(workload: number, size: TaskSize, provider: number): EquivalenceClass {
    if (size.gpuModels !== '') return this.of(this.classOfWorkload(workload, size), provider);
    const defaults = this.ownSizes[workload];
    let { cpuUnits, memoryMib, gpuNeed } = size;
    if (cpuUnits < 0) cpuUnits = defaults.cpuUnits;
    if (memoryMib < 0) memoryMib = defaults.memoryMib;
    if (gpuNeed < 0) gpuNeed = defaults.gpuNeed;
    const equivalence = this.bySize[workload][provider + 1].find(cpuUnits, memoryMib, gpuNeed);
    return equivalence ?? this.of(this.classOfWorkload(workload, size), provider);
  }

  of(taskClass: TaskClass, provider: number): EquivalenceClass {
    const equivalence = taskClass.equivalences[provider + 1];
    return equivalence ?? this.add(taskClass, provider);
  }

  /** Recomputes the constraints on new instances after a change of the daemons that belong there. */
  onDaemonsChanged(): void {
    for (const origin of [...this.origins.services, ...this.origins.workloads].flat()) {
      const { service, workload, definition } = origin;
      const work = service === NONE ? this.setup.workloads[workload] : this.setup.services[service];
      const { emptyVerdicts, repelsItself } = this.constraintsOf(work, definition, origin);
      Object.assign(origin, { emptyVerdicts, repelsItself });
    }
  }

  /** Returns the classes in the order in which they were made, enough to make them again before load(). */
  save(): unknown {
    return {
      classes: this.classes.map(({ service, workload, revision, cpuUnits, memoryMib, gpuNeed, gpuModels }) => ({
        ...{ service, workload, revision },
        ...{ cpuUnits, memoryMib, gpuNeed, gpuModels },
      })),
      lines: this.all.map(({ taskClass, provider, head, tail, waiting }) => ({
        ...{ taskClass: taskClass.ordinal, provider },
        ...{ head, tail, waiting },
      })),
    };
  }

  load(saved: unknown): void {
    const from = saved as {
      classes: ({ service: number; workload: number; revision: number } & TaskSize)[];
      lines: { taskClass: number; provider: number; head: number; tail: number; waiting: number }[];
    };
    for (const c of from.classes) {
      if (c.service !== NONE) this.classOfService(c.service, c.revision);
      else this.classOfWorkload(c.workload, c);
    }
    for (const l of from.lines)
      Object.assign(this.of(this.classes[l.taskClass], l.provider), { head: l.head, tail: l.tail, waiting: l.waiting });
  }

  private kindOfService(service: number, revision: number): TaskKind {
    const spec = this.setup.services[service];
    const definition = spec.deploymentSpec?.revisions[revision].taskDefinition ?? spec.taskDefinition;
    const isDaemon = spec.schedulingStrategy === 'DAEMON';
    return { service, workload: NONE, revision, definition, isDaemon, ...sizeOf(this.setup.taskDefinitions[definition]) };
  }

  private define(kind: TaskKind): TaskClass {
    const made = new TaskClass(this.classes.length, kind);
    this.classes.push(made);
    this.parts.onNewClass(made, this.setup.taskDefinitions[made.definition].eni);
    return made;
  }

  private add(taskClass: TaskClass, provider: number): EquivalenceClass {
    const equivalence = new EquivalenceClass(taskClass, this.originOf(taskClass, provider), this.all.length);
    this.all.push(equivalence);
    taskClass.equivalences[provider + 1] = equivalence;
    const { workload, gpuModels } = taskClass;
    if (workload !== NONE && gpuModels === '') this.bySize[workload][provider + 1].add(equivalence);
    return equivalence;
  }

  /** Returns the properties that all sizes of a workload share, computed once for each provider. */
  private originOf(kind: TaskKind, provider: number): EquivalenceOrigin {
    const isService = kind.service !== NONE;
    const origins = isService ? this.origins.services[kind.service] : this.origins.workloads[kind.workload];
    const at = (isService ? kind.revision : this.gpuRowOf(kind)) * PROVIDERS_MAX + provider + 1;
    origins[at] ??= this.makeOrigin(kind, provider);
    return origins[at];
  }

  /** Returns 0 for tasks with the GPUs of their task definition, else a number for their need and models. */
  private gpuRowOf({ workload, gpuNeed, gpuModels }: TaskKind): number {
    if (gpuNeed === this.ownSizes[workload].gpuNeed && gpuModels === '') return 0;
    const need = `${gpuNeed} ${gpuModels}`;
    if (!this.gpuNeeds.includes(need)) this.gpuNeeds.push(need);
    return 1 + this.gpuNeeds.indexOf(need);
  }

  private makeOrigin(
    { service, workload, revision, isDaemon, definition: at, gpuNeed, gpuModels }: TaskKind,
    provider: number,
  ): EquivalenceOrigin {
    const { setup, groups } = this.parts;
    const isService = service !== NONE;
    const origin = isService ? setup.services[service] : setup.workloads[workload];
    const { criteria, compiled: chain, draws, policy } = isService ? this.chains.services[service] : this.chains.workloads[workload];
    const definition = setup.taskDefinitions[at];
    const { eni, ports, images, order } = definition;
    const isOwn = isService || gpuNeed === this.ownSizes[workload].gpuNeed;
    const { gpus, gpuMilli } = isOwn ? definition : gpusOf(gpuNeed);
    const group = isService ? groups.ofService(service) : groups.ofWorkload(workload);
    const { classVerdicts, emptyVerdicts, membership, repelsItself } = this.constraintsOf(origin, definition, { group, gpuModels });
    const platform = this.parts.platformOf(provider);
    const { isDistinctInstance } = origin;
    const hasVolume = volumeOf(origin, revision) !== undefined;
    const deploymentSpec = isService ? setup.services[service].deploymentSpec : null;
    // One literal without a spread, so that each property lies in the object itself.
    return {
      service,
      workload,
      gpuNeed,
      gpuModels,
      isDaemon,
      group,
      provider: provider < 0 ? ANY_PROVIDER : provider,
      platform,
      eni,
      gpus,
      gpuMilli,
      ports,
      classVerdicts,
      emptyVerdicts,
      membership,
      isDistinctInstance,
      repelsItself,
      hasVolume,
      needsOnlyRoom: needsOnlyRoom({ eni, gpus, gpuMilli, ports, membership, isDistinctInstance, hasVolume }),
      definition,
      images,
      zones: origin.zones,
      deploymentSpec,
      isCounted: provider >= 0 && platform === NONE,
      backsOff: isService && !isDaemon && setup.deploymentAndHealth.placementRetry !== null && !this.parts.bringsCapacity(provider),
      startsAtOnce:
        platform === NONE && images.length === 0 && order === undefined && deploymentSpec?.proxy === undefined && startsInNoTime(setup),
      criteria,
      chain,
      draws,
      policy,
    };
  }

  private constraintsOf(
    work: ServiceSpec | WorkloadSpec,
    definition: TaskDefinitionSpec,
    { group, gpuModels }: { readonly group: number; readonly gpuModels: string },
  ) {
    const { zones, capacity } = work;
    const memberOf = memberOfTask(work, definition);
    return constraintsOf(this.parts, definition, { zones, capacity, memberOf, groupName: this.parts.groups.names[group], gpuModels });
  }

  /**
   * Returns the compiled strategy, or the policy in its place. With ties `hash`, a random step breaks the ties that the strategy leaves.
   */
  private chainOf({ placementStrategy }: ServiceSpec | WorkloadSpec, policy: Guard | undefined): Chain {
    const { tie } = this.setup.placement;
    const criteria = placementStrategy.map((strategy) => criterionOf(strategy, this.parts.attributes));
    if (policy !== undefined) return { criteria, compiled: new AlgorithmChain(policy, tie), draws: true, policy };
    const complete = tie === 'hash' ? [...criteria, BY_LOT] : criteria;
    return { criteria, compiled: compileChain(complete), draws: complete.includes(BY_LOT), policy };
  }
}

function startsInNoTime({ timings: { containerStart } }: Setup): boolean {
  return containerStart.kind === 'constant' && containerStart.ms === 0;
}
