import type { Guard } from '../../placement/algorithms/guard.js';
import type { CompiledChain } from '../../placement/compiled.js';
import type { Criterion } from '../../placement/strategies.js';
import type { TaskRequest } from '../../placement/view.js';
import type { DeploymentSpec } from '../deployment-spec.js';
import { NONE } from './fleet-columns.js';

/** Lines that an index can remember: the first ones, which are those of services more often than of a trace. */
const MEMO_BITS = 32;

/** Of whom tasks are, and how large. */
export interface TaskKind {
  readonly service: number;
  readonly workload: number;
  /** Of a service: which of its revisions. */
  readonly revision: number;
  readonly definition: number;
  readonly isDaemon: boolean;
  readonly cpuUnits: number;
  readonly memoryMib: number;
}

/** Tasks of one origin (a revision of a service, or a workload) and one size: equal but for the capacity provider that each gets. */
export class TaskClass implements TaskKind {
  readonly service: number;
  readonly workload: number;
  readonly revision: number;
  readonly definition: number;
  readonly isDaemon: boolean;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** By provider + 1, so that a launch type (-1) has a place too; made when first asked for. */
  readonly equivalences: (EquivalenceClass | undefined)[] = [];

  constructor(
    readonly ordinal: number,
    kind: TaskKind,
  ) {
    this.service = kind.service;
    this.workload = kind.workload;
    this.revision = kind.revision;
    this.definition = kind.definition;
    this.isDaemon = kind.isDaemon;
    this.cpuUnits = kind.cpuUnits;
    this.memoryMib = kind.memoryMib;
  }
}

/** What the lines of one service or workload on one capacity provider have in common, whatever the size of their tasks. */
export interface EquivalenceOrigin extends Omit<TaskRequest, 'cpuUnits' | 'memoryMib'> {
  readonly service: number;
  readonly workload: number;
  readonly isDaemon: boolean;
  readonly images: readonly number[];
  /** Zones of its subnets, or null for all. */
  readonly zones: readonly number[] | null;
  /** The platform that runs its tasks, or NONE: they are placed on container instances. */
  readonly platform: number;
  /** Of a service that ECS takes care of; null: nobody looks at what becomes of the task. */
  readonly deploymentSpec: DeploymentSpec | null;
  /** A group's capacity provider knows of its tasks that wait: they take a place in the quota of PROVISIONING. */
  readonly isCounted: boolean;
  /** Nobody launches an instance for its tasks, and their service looks for one only now and then (A.FL-2). */
  readonly backsOff: boolean;
  /** The strategy step by step, which also says who is stopped first; what picks: the same compiled, or the policy. */
  readonly criteria: readonly Criterion[];
  readonly chain: CompiledChain;
  /** True when the chain has `random`, and so needs a draw; so may any policy. */
  readonly draws: boolean;
  /** Of the run, where it places these tasks instead of their strategy: it is told where they went and when they left. */
  readonly policy: Guard | undefined;
}

/**
 * Tasks of one class that want one capacity provider: equal for placement, so one attempt speaks for all that wait.
 *
 * A line is the request of each of its tasks. A trace has a thousand sizes, each task asks its line a dozen things, and memory is what that
 * costs: so a line is one small object with its size in front, and all that sizes share is behind `origin`.
 */
export class EquivalenceClass implements TaskRequest {
  declare readonly cpuUnits: number;
  declare readonly memoryMib: number;
  declare readonly origin: EquivalenceOrigin;
  declare readonly index: number;
  /** The tasks that wait, oldest first: slots linked through Tasks.nextWaiting. */
  declare waiting: number;
  declare head: number;
  declare tail: number;
  declare readonly taskClass: TaskClass;
  declare readonly memoBit: number;

  constructor(taskClass: TaskClass, origin: EquivalenceOrigin, index: number) {
    this.cpuUnits = taskClass.cpuUnits;
    this.memoryMib = taskClass.memoryMib;
    this.origin = origin;
    this.index = index;
    this.waiting = 0;
    this.head = NONE;
    this.tail = NONE;
    this.taskClass = taskClass;
    // distinctInstance lifts when a task is told to stop, which changes no room: an index would not hear of it.
    this.memoBit = index < MEMO_BITS && !origin.isDistinctInstance ? 1 << index : 0;
  }

  get request(): TaskRequest {
    return this;
  }
  get classOrdinal(): number {
    return this.taskClass.ordinal;
  }
  get service(): number {
    return this.origin.service;
  }
  get workload(): number {
    return this.origin.workload;
  }
  get isDaemon(): boolean {
    return this.origin.isDaemon;
  }
  get images(): readonly number[] {
    return this.origin.images;
  }
  get deploymentSpec(): DeploymentSpec | null {
    return this.origin.deploymentSpec;
  }
  get platform(): number {
    return this.origin.platform;
  }
  get isOnInstances(): boolean {
    return this.origin.platform === NONE;
  }
  get isCounted(): boolean {
    return this.origin.isCounted;
  }
  get backsOff(): boolean {
    return this.origin.backsOff;
  }
  get criteria(): readonly Criterion[] {
    return this.origin.criteria;
  }
  get chain(): CompiledChain {
    return this.origin.chain;
  }
  get draws(): boolean {
    return this.origin.draws;
  }
  get policy(): Guard | undefined {
    return this.origin.policy;
  }
  get eni(): number {
    return this.origin.eni;
  }
  get gpus(): number {
    return this.origin.gpus;
  }
  get gpuMilli(): number {
    return this.origin.gpuMilli;
  }
  get ports(): readonly number[] {
    return this.origin.ports;
  }
  /** Capacity provider, or ANY_PROVIDER for a launch type. */
  get provider(): number {
    return this.origin.provider;
  }
  get group(): number {
    return this.origin.group;
  }
  get classVerdicts(): Int8Array | null {
    return this.origin.classVerdicts;
  }
  get emptyVerdicts(): Int8Array | null {
    return this.origin.emptyVerdicts;
  }
  get membership(): number {
    return this.origin.membership;
  }
  get isDistinctInstance(): boolean {
    return this.origin.isDistinctInstance;
  }
  get repelsItself(): boolean {
    return this.origin.repelsItself;
  }
}
