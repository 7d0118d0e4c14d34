import { clusterPercent } from '../../metrics/formulas.js';
import { Fact, type FactKind, NO_DATA } from '../../sim/facts.js';
import type { Setup, TaskDefinitionSpec } from '../../sim/setup.js';
import type { InstanceKinds } from './instance-kinds.js';

const CPU = 0;
const MEMORY = 1;
/** Index of GPUs, in thousandths because tasks may share one. */
const GPU = 2;
const GPU_MILLI = 1_000;
/** From thousandths of a share to percent of CPU and memory. */
const MILLI_PERCENT = 100_000;

/** The metrics of a cluster, in the order of the columns of cluster.csv. */
const METRICS_COUNT = 5;

/** The resources of a task class that these metrics need. */
interface Sizes {
  readonly service: number;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly gpuMilli: number;
}

/**
 * The cluster metrics of CloudWatch: resources of the ACTIVE and DRAINING instances on EC2, and their reservation and use by tasks
 * (S.MET-1, S.MET-3). Instances outside AWS and Fargate tasks do not count. One data point a minute, and none while no task runs (T.MET-2).
 */
export class ClusterMeter {
  private readonly registered = [0, 0, 0];
  private gpuMilliReserved = 0;
  private runningTasks = 0;
  /** Whether any task class needs GPUs. */
  hasGpus = false;
  private readonly classes: Sizes[] = [];
  /** By service: the latest deployment, the CPU and memory reserved by its RUNNING tasks on instances, and the share in use. */
  private readonly latest: number[];
  private readonly running: readonly [Float64Array, Float64Array];
  private readonly usedMilliPercent: readonly [Float64Array, Float64Array];
  /** Whether the scenario gives the utilization of any service's tasks. */
  private readonly isUseKnown: boolean;
  private readonly sums = new Array<number>(METRICS_COUNT).fill(0);
  private readonly points = new Array<number>(METRICS_COUNT).fill(0);
  private minutes = 0;

  constructor(
    private readonly setup: Setup,
    private readonly kinds: InstanceKinds,
  ) {
    const { services } = setup;
    this.latest = services.map(() => 0);
    const ofServices = () => new Float64Array(services.length);
    this.running = [ofServices(), ofServices()];
    this.usedMilliPercent = [ofServices(), ofServices()];
    this.isUseKnown = services.some(({ load }) => load !== null);
  }

  onFact(kind: FactKind, a: number, b: number, c: number, d: number, e: number, f: number): void {
    if (kind === Fact.deploymentChanged) this.latest[a] = b;
    else if (kind === Fact.serviceMeasured) {
      this.usedMilliPercent[CPU][a] = b === NO_DATA ? 0 : b;
      this.usedMilliPercent[MEMORY][a] = c === NO_DATA ? 0 : c;
    } else if (kind === Fact.taskClassDefined) {
      this.defineFor(a, { service: b, workload: c }, { cpuUnits: d, memoryMib: e, eni: f });
    } else if (kind === Fact.gpusOfClass) {
      const { service, cpuUnits, memoryMib } = this.classes[a];
      this.define(a, { service, cpuUnits, memoryMib, gpuMilli: b });
    }
  }

  /** Separate from onFact(), which would otherwise allocate the closure's variables for each fact. */
  private defineFor(
    taskClass: number,
    owner: { service: number; workload: number },
    { cpuUnits, memoryMib, eni }: Pick<TaskDefinitionSpec, 'cpuUnits' | 'memoryMib' | 'eni'>,
  ): void {
    const isOfSize = (spec: TaskDefinitionSpec) => spec.cpuUnits === cpuUnits && spec.memoryMib === memoryMib && spec.eni === eni;
    const { gpus, gpuMilli } = this.definitionOf(owner, isOfSize);
    this.define(taskClass, { service: owner.service, cpuUnits, memoryMib, gpuMilli: GPU_MILLI * gpus + gpuMilli });
  }

  private define(taskClass: number, sizes: Sizes): void {
    this.classes[taskClass] = sizes;
    this.hasGpus ||= sizes.gpuMilli > 0;
  }

  /** Adds (1) or removes (-1) a registered instance on EC2 of this type. */
  register(type: number, sign: 1 | -1): void {
    const { cpuUnits, memoryMib, gpus } = this.setup.instanceTypes[type];
    add(this.registered, { cpuUnits, memoryMib, gpuMilli: GPU_MILLI * gpus }, sign);
  }

  /** Adds (1) or removes (-1) the GPUs of a task on such an instance. */
  reserveGpus(taskClass: number, sign: 1 | 0 | -1): void {
    this.gpuMilliReserved += sign * this.classes[taskClass].gpuMilli;
  }

  /** Adds (1) or removes (-1) a RUNNING task on such an instance. */
  run(taskClass: number, sign: 1 | -1): void {
    this.runningTasks += sign;
    if (!this.isUseKnown) return;
    const { service, cpuUnits, memoryMib } = this.classes[taskClass];
    if (service < 0) return;
    this.running[CPU][service] += sign * cpuUnits;
    this.running[MEMORY][service] += sign * memoryMib;
  }

  /** Records the data points that ECS sends at the end of a minute. */
  minuteEnded(): void {
    const { isUseKnown } = this;
    const reserved = [this.reserved(CPU), this.reserved(MEMORY), this.gpuMilliReserved];
    const amounts = [...reserved, isUseKnown ? this.used(CPU) : Number.NaN, isUseKnown ? this.used(MEMORY) : Number.NaN];
    const wholes = [CPU, MEMORY, GPU, CPU, MEMORY];
    this.minutes++;
    for (const [metric, amount] of amounts.entries()) {
      const point = clusterPercent(amount, this.registered[wholes[metric]], this.runningTasks);
      if (Number.isNaN(point)) continue;
      this.sums[metric] += point;
      this.points[metric]++;
    }
  }

  /** The means of the data points since the last call, and the tasks that run now; null: no minute has ended since. */
  close(): { readonly runningTasks: number; readonly percents: readonly (number | null)[] } | null {
    if (this.minutes === 0) return null;
    const percents = this.sums.map((sum, metric) => (this.points[metric] === 0 ? null : sum / this.points[metric]));
    this.sums.fill(0);
    this.points.fill(0);
    this.minutes = 0;
    return { runningTasks: this.runningTasks, percents };
  }

  private reserved(resource: typeof CPU | typeof MEMORY): number {
    let sum = 0;
    for (const kind of this.kinds.all) if (!kind.isExternal) sum += kind.reserved.now(resource);
    return sum;
  }

  private used(resource: typeof CPU | typeof MEMORY): number {
    const [running, used] = [this.running[resource], this.usedMilliPercent[resource]];
    let sum = 0;
    for (let service = 0; service < running.length; service++) sum += (running[service] * used[service]) / MILLI_PERCENT;
    return sum;
  }

  /**
   * Facts do not include GPUs, so the definition is that of the deployment that requests the class: the latest, or one with tasks of that
   * size.
   */
  private definitionOf(
    owner: { service: number; workload: number },
    isOfSize: (definition: TaskDefinitionSpec) => boolean,
  ): TaskDefinitionSpec {
    const { services, workloads, taskDefinitions } = this.setup;
    if (owner.service < 0) return taskDefinitions[workloads[owner.workload].taskDefinition];
    const { taskDefinition, deploymentSpec } = services[owner.service];
    const revisions = deploymentSpec?.revisions.map((revision) => taskDefinitions[revision.taskDefinition]) ?? [];
    const latest = revisions[this.latest[owner.service]] ?? taskDefinitions[taskDefinition];
    return [latest, ...revisions].find(isOfSize) ?? latest;
  }

  save(): unknown {
    const { registered, gpuMilliReserved, runningTasks, hasGpus, classes, latest, running, usedMilliPercent, sums, points, minutes } = this;
    return structuredClone({
      registered,
      gpuMilliReserved,
      runningTasks,
      hasGpus,
      classes,
      latest,
      running,
      usedMilliPercent,
      sums,
      points,
      minutes,
    });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}

function add(sums: number[], { cpuUnits, memoryMib, gpuMilli }: Omit<Sizes, 'service'>, sign: 1 | -1): void {
  sums[CPU] += sign * cpuUnits;
  sums[MEMORY] += sign * memoryMib;
  sums[GPU] += sign * gpuMilli;
}
