import { clusterPercent } from '../../metrics/formulas.js';
import { Fact, type FactKind, NO_DATA } from '../../sim/facts.js';
import type { Setup, TaskDefinitionSpec } from '../../sim/setup.js';

const CPU = 0;
const MEMORY = 1;
/** In thousandths, for tasks may share one. */
const GPU = 2;
const GPU_MILLI = 1_000;
/** CPU and memory in percent, from thousandths of one. */
const MILLI_PERCENT = 100_000;

/** The metrics of a cluster, in the order of the columns of cluster.csv. */
const METRICS_COUNT = 5;

/** A task class as far as these metrics know it. */
interface Sizes {
  readonly service: number;
  readonly amounts: readonly [cpuUnits: number, memoryMib: number, gpuMilli: number];
}

/**
 * The cluster as CloudWatch has it: what its instances on EC2 have registered, ACTIVE and DRAINING, and what tasks on them reserve and use (S.MET-1, S.MET-3).
 * Instances outside AWS and tasks on Fargate are not in it. One data point a minute, and none while no task runs (T.MET-2).
 */
export class ClusterMeter {
  private readonly registered = [0, 0, 0];
  private readonly reserved = [0, 0, 0];
  private runningTasks = 0;
  private readonly classes: Sizes[] = [];
  /** By service: the deployment that began last, what its RUNNING tasks on instances reserve of CPU and memory, and the share of it that they used. */
  private readonly latest: number[];
  private readonly running: [number, number][];
  private readonly usedMilliPercent: [number, number][];
  /** Whether it is said of any service what its tasks use. */
  private readonly isUseKnown: boolean;
  private readonly sums = new Array<number>(METRICS_COUNT).fill(0);
  private readonly points = new Array<number>(METRICS_COUNT).fill(0);
  private minutes = 0;

  constructor(private readonly setup: Setup) {
    const { services } = setup;
    this.latest = services.map(() => 0);
    this.running = services.map(() => [0, 0]);
    this.usedMilliPercent = services.map(() => [0, 0]);
    this.isUseKnown = services.some(({ load }) => load !== null);
  }

  onFact(kind: FactKind, a: number, b: number, c: number, d: number, e: number, f: number): void {
    if (kind === Fact.deploymentChanged) this.latest[a] = b;
    else if (kind === Fact.serviceMeasured) {
      const used = this.usedMilliPercent[a];
      used[CPU] = b === NO_DATA ? 0 : b;
      used[MEMORY] = c === NO_DATA ? 0 : c;
    } else if (kind === Fact.taskClassDefined) {
      const { gpus, gpuMilli } = this.definitionOf(
        { service: b, workload: c },
        (of) => of.cpuUnits === d && of.memoryMib === e && of.eni === f,
      );
      this.classes[a] = { service: b, amounts: [d, e, GPU_MILLI * gpus + gpuMilli] };
    }
  }

  /** An instance on EC2 of this type is registered, or is so no more. */
  register(type: number, sign: 1 | -1): void {
    const { cpuUnits, memoryMib, gpus } = this.setup.instanceTypes[type];
    addTo(this.registered, [cpuUnits, memoryMib, GPU_MILLI * gpus], sign);
  }

  /** A task has room on one of them, or has left it. */
  reserve(taskClass: number, sign: 1 | -1): void {
    addTo(this.reserved, this.classes[taskClass].amounts, sign);
  }

  /** A task on one of them is RUNNING, or is so no more. */
  run(taskClass: number, sign: 1 | -1): void {
    const { service, amounts } = this.classes[taskClass];
    this.runningTasks += sign;
    if (service >= 0) addTo(this.running[service], [amounts[CPU], amounts[MEMORY]], sign);
  }

  /** A minute ends: the data points that ECS sends. */
  minuteEnded(): void {
    const { reserved, isUseKnown } = this;
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

  /** The means of the data points since the last time, and the tasks that run now; null: no minute has ended since. */
  close(): { readonly runningTasks: number; readonly percents: readonly (number | null)[] } | null {
    if (this.minutes === 0) return null;
    const percents = this.sums.map((sum, metric) => (this.points[metric] === 0 ? null : sum / this.points[metric]));
    this.sums.fill(0);
    this.points.fill(0);
    this.minutes = 0;
    return { runningTasks: this.runningTasks, percents };
  }

  private used(resource: typeof CPU | typeof MEMORY): number {
    return this.running.reduce((sum, amounts, i) => sum + (amounts[resource] * this.usedMilliPercent[i][resource]) / MILLI_PERCENT, 0);
  }

  /** Facts do not tell GPUs, but the deployment that asks for the class does: the latest, or one with tasks of that size. */
  private definitionOf(
    of: { service: number; workload: number },
    isOfSize: (definition: TaskDefinitionSpec) => boolean,
  ): TaskDefinitionSpec {
    const { services, workloads, taskDefinitions } = this.setup;
    if (of.service < 0) return taskDefinitions[workloads[of.workload].taskDefinition];
    const { taskDefinition, deploymentSpec } = services[of.service];
    const revisions = deploymentSpec?.revisions.map((revision) => taskDefinitions[revision.taskDefinition]) ?? [];
    const latest = revisions[this.latest[of.service]] ?? taskDefinitions[taskDefinition];
    return [latest, ...revisions].find(isOfSize) ?? latest;
  }

  save(): unknown {
    const { registered, reserved, runningTasks, classes, latest, running, usedMilliPercent, sums, points, minutes } = this;
    return structuredClone({ registered, reserved, runningTasks, classes, latest, running, usedMilliPercent, sums, points, minutes });
  }

  load(saved: unknown): void {
    const from = structuredClone(saved) as Record<'registered' | 'reserved' | 'sums' | 'points' | 'latest', number[]> & {
      classes: Sizes[];
      running: [number, number][];
      usedMilliPercent: [number, number][];
    };
    Object.assign(this, from);
  }
}

function addTo(sums: number[], amounts: readonly number[], sign: 1 | -1): void {
  for (const [i, amount] of amounts.entries()) sums[i] += sign * amount;
}
