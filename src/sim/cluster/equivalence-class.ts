import type { Guard } from '../../placement/algorithms/guard.js';
import type { CompiledChain } from '../../placement/compiled.js';
import type { Criterion } from '../../placement/strategies.js';
import type { TaskRequest } from '../../placement/view.js';
import type { DeploymentSpec } from '../deployment-spec.js';
import type { TaskDefinitionSpec } from '../setup.js';
import { NONE } from './fleet-columns.js';

/** Equivalence classes that the index of free room remembers. The first ones belong to services more often than to a trace. */
const MEMO_BITS = 32;

/** The origin and size of tasks. */
export interface TaskKind {
  readonly service: number;
  readonly workload: number;
  readonly revision: number;
  readonly definition: number;
  readonly isDaemon: boolean;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** Thousandths of GPUs: a share of one below 1,000, else whole ones. */
  readonly gpuNeed: number;
  /** GPU models of a trace that its instance may have, joined by `|`; the empty text: any. */
  readonly gpuModels: string;
}

/** Tasks of one origin (a revision of a service, or a workload) and one size; they differ only in their capacity provider. */
export class TaskClass implements TaskKind {
  readonly service: number;
  readonly workload: number;
  readonly revision: number;
  readonly definition: number;
  readonly isDaemon: boolean;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly gpuNeed: number;
  readonly gpuModels: string;
  /** Equivalence classes by provider + 1, so that a launch type (-1) has a place; each is made on first use. */
  readonly equivalences: (EquivalenceClass | undefined)[] = [undefined];

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
    this.gpuNeed = kind.gpuNeed;
    this.gpuModels = kind.gpuModels;
  }
}

/**
 * The properties that all equivalence classes of one service or workload on one capacity provider share, whatever the size of their tasks.
 */
export interface EquivalenceOrigin extends Omit<TaskRequest, 'cpuUnits' | 'memoryMib'> {
  readonly service: number;
  readonly workload: number;
  /** As in TaskKind. */
  readonly gpuNeed: number;
  readonly gpuModels: string;
  readonly isDaemon: boolean;
  readonly definition: TaskDefinitionSpec;
  readonly images: readonly number[];
  /** Whether its tasks pull nothing and their containers start in no time. */
  readonly startsAtOnce: boolean;
  /** Zones of its subnets, or null for all. */
  readonly zones: readonly number[] | null;
  /** The platform that runs its tasks; NONE for container instances. */
  readonly platform: number;
  /** The service's deployment and health settings; null: the health of its tasks is not tracked. */
  readonly deploymentSpec: DeploymentSpec | null;
  /** Whether the provider belongs to a group, so that its pending tasks count towards the quota of PROVISIONING. */
  readonly isCounted: boolean;
  /** Whether no instance is launched for its tasks, so that their service retries placement with a back-off (A.FL-2). */
  readonly backsOff: boolean;
  /** The steps of the strategy, which also order stops. `chain` is their compiled form, or the policy, and picks instances. */
  readonly criteria: readonly Criterion[];
  readonly chain: CompiledChain;
  /** Whether the chain has `random` and so needs a draw; a policy may need one too. */
  readonly draws: boolean;
  /** The run's policy, where it replaces the strategy. It receives the placements and ends of these tasks. */
  readonly policy: Guard | undefined;
}

/**
 * A task equivalence class: tasks of one class for one capacity provider. They are equal for placement, so one attempt decides for all that
 * wait.
 * The object is also the request of each of its tasks. A trace has a thousand sizes and each task reads a dozen of its properties, so
 * memory access dominates: the object is small, with its size in front, and `origin` holds the properties that all sizes share.
 * Hot code reads `origin`: a getter is a call until V8 has optimised it.
 */
export class EquivalenceClass implements TaskRequest {
  declare readonly cpuUnits: number;
  declare readonly memoryMib: number;
  declare readonly origin: EquivalenceOrigin;
  declare readonly index: number;
  /** The pending tasks, oldest first: slots linked through Tasks.next. */
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
    // distinctInstance is lifted when a task gets desiredStatus STOPPED. That frees no room, so the index would miss the change.
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
  get definition(): TaskDefinitionSpec {
    return this.origin.definition;
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
  /** The capacity provider, or ANY_PROVIDER for a launch type. */
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
  get hasVolume(): boolean {
    return this.origin.hasVolume === true;
  }
  get needsOnlyRoom(): boolean {
    return this.origin.needsOnlyRoom === true;
  }
  get isDistinctInstance(): boolean {
    return this.origin.isDistinctInstance;
  }
  get repelsItself(): boolean {
    return this.origin.repelsItself;
  }
}
