import { type CompiledChain, compileChain } from '../../placement/compiled.js';
import { BY_INSTANCE, BY_LOT, type Criterion, criterionOf } from '../../placement/strategies.js';
import { ANY_PROVIDER, type TaskRequest } from '../../placement/view.js';
import type { ServiceSpec, Setup, WorkloadSpec } from '../setup.js';
import { constraintsOf } from './constraints.js';
import { type Fleet, NONE } from './fleet.js';
import type { InstanceClasses } from './instance-classes.js';
import type { Memberships } from './memberships.js';
import type { TaskGroups } from './task-groups.js';

/** Tasks of one origin (service or workload) and one size: equal but for the capacity provider that each gets. */
export interface TaskClass {
  readonly ordinal: number;
  readonly service: number;
  readonly workload: number;
  readonly definition: number;
  readonly isDaemon: boolean;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** By provider + 1, so that a launch type (-1) has a place too; made when first asked for. */
  readonly lines: (Line | undefined)[];
}

/** Tasks of one class that want one capacity provider: equal for placement, so one attempt speaks for all that wait. */
export interface Line {
  readonly index: number;
  readonly taskClass: TaskClass;
  /** Of its class, here as well: every task asks, and a reach through two objects is a cache miss. */
  readonly classOrdinal: number;
  readonly service: number;
  readonly workload: number;
  readonly isDaemon: boolean;
  readonly images: readonly number[];
  /** Capacity provider, or ANY_PROVIDER for a launch type. */
  readonly provider: number;
  readonly request: TaskRequest;
  /** Its strategy, step by step, and the same compiled. */
  readonly criteria: readonly Criterion[];
  readonly chain: CompiledChain;
  /** True when the chain has `random`, and so needs a draw. */
  readonly draws: boolean;
  /** The tasks that wait, oldest first: slots linked through Tasks.nextWaiting. */
  head: number;
  tail: number;
  waiting: number;
}

type Origin = Pick<ServiceSpec | WorkloadSpec, 'taskDefinition' | 'placementStrategy' | 'isDistinctInstance' | 'memberOf' | 'zones'>;

/** What lines are made from. */
export interface LinesParts {
  readonly setup: Setup;
  readonly fleet: Fleet;
  readonly classes: InstanceClasses;
  readonly memberships: Memberships;
  readonly groups: TaskGroups;
  /** The attributes that strategies spread over, by index. */
  readonly attributes: readonly string[];
  readonly onNewClass: (taskClass: TaskClass, eni: number) => void;
}

/** A strategy, ready to run. */
interface Chain {
  readonly criteria: readonly Criterion[];
  readonly compiled: CompiledChain;
  readonly draws: boolean;
}

/** Lines that are kept at hand: more than the sizes of most traces. */
const RECENT_BITS = 12;

/** What each service and workload asks of an instance, worked out once from the setup; sizes from a trace are added as they come. */
export class Lines {
  readonly all: Line[] = [];
  readonly classes: TaskClass[] = [];
  private readonly recent: (Line | undefined)[] = new Array(2 ** RECENT_BITS).fill(undefined);
  private readonly ofService: (TaskClass | undefined)[] = [];
  /** By workload, CPU and memory. */
  private readonly ofWorkload: Map<number, Map<number, TaskClass>>[];
  /** By workload: its task definition, for the size of a task that brings none. */
  private readonly ownSizes: readonly Pick<TaskClass, 'cpuUnits' | 'memoryMib'>[];
  private readonly chains: { readonly services: readonly Chain[]; readonly workloads: readonly Chain[] };
  private readonly setup: Setup;
  private readonly constraints = new Map<Origin, ReturnType<typeof constraintsOf>>();

  constructor(private readonly parts: LinesParts) {
    const { setup, groups } = parts;
    this.setup = setup;
    this.ofWorkload = setup.workloads.map(() => new Map());
    this.ownSizes = setup.workloads.map((w) => setup.taskDefinitions[w.taskDefinition]);
    this.chains = {
      services: setup.services.map((service) => this.chainOf(service)),
      workloads: setup.workloads.map((workload) => this.chainOf(workload)),
    };
    // A service looks where its tasks are when it shrinks; others when they are placed.
    for (let service = 0; service < setup.services.length; service++) parts.fleet.countOnInstances(groups.ofService(service));
    // Groups that constraints ask about are counted from the first task on.
    for (const { memberOf } of [...setup.services, ...setup.workloads])
      if (parts.classes.all.some((one) => parts.memberships.settle(memberOf, one) === 'depends')) parts.memberships.columnOf(memberOf);
    for (const [workload, { isDistinctInstance }] of setup.workloads.entries())
      if (isDistinctInstance || this.chains.workloads[workload].criteria.includes(BY_INSTANCE))
        parts.fleet.countOnInstances(groups.ofWorkload(workload));
  }

  classOfService(service: number): TaskClass {
    const known = this.ofService[service];
    if (known !== undefined) return known;
    const spec = this.setup.services[service];
    const { cpuUnits, memoryMib } = this.setup.taskDefinitions[spec.taskDefinition];
    const made = this.define({
      service,
      workload: NONE,
      definition: spec.taskDefinition,
      isDaemon: spec.schedulingStrategy === 'DAEMON',
      cpuUnits,
      memoryMib,
    });
    this.ofService[service] = made;
    return made;
  }

  /** A size of -1 is the task definition's own, and so is the equal one written out. */
  classOfWorkload(workload: number, cpuUnits: number, memoryMib: number): TaskClass {
    const own = this.ownSizes[workload];
    const cpu = cpuUnits < 0 ? own.cpuUnits : cpuUnits;
    const memory = memoryMib < 0 ? own.memoryMib : memoryMib;
    const byMemory = this.ofWorkload[workload].get(cpu) ?? new Map<number, TaskClass>();
    const known = byMemory.get(memory);
    if (known !== undefined) return known;
    const definition = this.setup.workloads[workload].taskDefinition;
    const made = this.define({ service: NONE, workload, definition, isDaemon: false, cpuUnits: cpu, memoryMib: memory });
    this.ofWorkload[workload].set(cpu, byMemory.set(memory, made));
    return made;
  }

  /**
   * The line of a workload's task of this size. A trace asks this for every row, so the lines asked for last are kept in a table in which
   * one comparison finds them again; the maps behind it are slower by the reach through three objects.
   */
  lineOfWorkload(workload: number, cpuUnitsOrOwn: number, memoryMibOrOwn: number, provider: number): Line {
    const cpuUnits = cpuUnitsOrOwn < 0 ? this.ownSizes[workload].cpuUnits : cpuUnitsOrOwn;
    const memoryMib = memoryMibOrOwn < 0 ? this.ownSizes[workload].memoryMib : memoryMibOrOwn;
    const hash = Math.imul(cpuUnits, 0x9e3779b1) ^ Math.imul(memoryMib, 0x85ebca77) ^ Math.imul(workload * 64 + provider, 0xc2b2ae3d);
    const at = hash >>> (32 - RECENT_BITS);
    const recent = this.recent[at];
    if (recent !== undefined && recent.workload === workload && recent.provider === provider) {
      const { request } = recent;
      if (request.cpuUnits === cpuUnits && request.memoryMib === memoryMib) return recent;
    }
    const line = this.line(this.classOfWorkload(workload, cpuUnits, memoryMib), provider);
    this.recent[at] = line;
    return line;
  }

  line(taskClass: TaskClass, provider: number): Line {
    const known = taskClass.lines[provider + 1];
    return known ?? this.addLine(taskClass, provider);
  }

  /** Classes and lines in the order in which they were made: enough to make them again before load(). */
  save(): unknown {
    return {
      classes: this.classes.map((c) => ({ service: c.service, workload: c.workload, cpuUnits: c.cpuUnits, memoryMib: c.memoryMib })),
      lines: this.all.map((l) => ({
        taskClass: l.taskClass.ordinal,
        provider: l.provider,
        head: l.head,
        tail: l.tail,
        waiting: l.waiting,
      })),
    };
  }

  load(saved: unknown): void {
    const from = saved as {
      classes: { service: number; workload: number; cpuUnits: number; memoryMib: number }[];
      lines: { taskClass: number; provider: number; head: number; tail: number; waiting: number }[];
    };
    for (const c of from.classes) {
      if (c.service !== NONE) this.classOfService(c.service);
      else this.classOfWorkload(c.workload, c.cpuUnits, c.memoryMib);
    }
    for (const l of from.lines)
      Object.assign(this.line(this.classes[l.taskClass], l.provider), { head: l.head, tail: l.tail, waiting: l.waiting });
  }

  private define(what: Omit<TaskClass, 'ordinal' | 'lines'>): TaskClass {
    const made: TaskClass = { ...what, ordinal: this.classes.length, lines: [] };
    this.classes.push(made);
    this.parts.onNewClass(made, this.setup.taskDefinitions[made.definition].eni);
    return made;
  }

  private addLine(taskClass: TaskClass, provider: number): Line {
    const isService = taskClass.service !== NONE;
    const origin: Origin = isService ? this.setup.services[taskClass.service] : this.setup.workloads[taskClass.workload];
    const chain = isService ? this.chains.services[taskClass.service] : this.chains.workloads[taskClass.workload];
    const line: Line = {
      index: this.all.length,
      taskClass,
      classOrdinal: taskClass.ordinal,
      service: taskClass.service,
      workload: taskClass.workload,
      isDaemon: taskClass.isDaemon,
      images: this.setup.taskDefinitions[taskClass.definition].images,
      provider,
      request: this.requestOf(taskClass, provider, origin),
      criteria: chain.criteria,
      chain: chain.compiled,
      draws: chain.draws,
      head: NONE,
      tail: NONE,
      waiting: 0,
    };
    this.all.push(line);
    taskClass.lines[provider + 1] = line;
    return line;
  }

  private requestOf(taskClass: TaskClass, provider: number, origin: Origin): TaskRequest {
    const { groups } = this.parts;
    const definition = this.setup.taskDefinitions[taskClass.definition];
    const group = taskClass.service !== NONE ? groups.ofService(taskClass.service) : groups.ofWorkload(taskClass.workload);
    return {
      cpuUnits: taskClass.cpuUnits,
      memoryMib: taskClass.memoryMib,
      eni: definition.eni,
      gpus: definition.gpus,
      gpuMilli: definition.gpuMilli,
      ports: definition.ports,
      provider: provider < 0 ? ANY_PROVIDER : provider,
      group,
      ...this.constraintsFor(origin, groups.names[group]),
      isDistinctInstance: origin.isDistinctInstance,
    };
  }

  /** The same for all sizes that a workload's trace brings: worked out once. */
  private constraintsFor(origin: Origin, groupName: string): ReturnType<typeof constraintsOf> {
    const known = this.constraints.get(origin);
    if (known !== undefined) return known;
    const made = constraintsOf(this.parts, this.setup.taskDefinitions[origin.taskDefinition], { ...origin, groupName });
    this.constraints.set(origin, made);
    return made;
  }

  /** Where ties go by lot, a lot decides what the strategy leaves. */
  private chainOf({ placementStrategy }: Origin): Chain {
    const { placement } = this.setup;
    const criteria = placementStrategy.map((strategy) => criterionOf(strategy, this.parts.attributes));
    const complete = placement.tie === 'hash' ? [...criteria, BY_LOT] : criteria;
    return { criteria, compiled: compileChain(complete), draws: complete.includes(BY_LOT) };
  }
}
