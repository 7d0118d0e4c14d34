import { tightestGpu } from '../fit.js';
import type { TaskRequest } from '../view.js';
import type { Algorithm, AlgorithmFactory } from './algorithm.js';
import type { PlainFleet } from './plain-fleet.js';
import { SAMPLE_FLEETS, type SampleFleet } from './sample-fleets.js';

/** Placements tried on each sample; halfway, a copy restores the saved state. */
const STEPS = 48;
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const DEPENDS_ON: readonly unknown[] = ['row', 'draw', 'history'];
const OPTIONAL = ['chooseGpu', 'placed', 'left', 'save', 'load', 'size'] as const;

/**
 * Returns the mistakes of an algorithm before any run of it, one sentence for each kind; empty if it keeps the contract on all samples.
 * `name` is its name in messages: the path of a module.
 */
export function checkAlgorithm(factory: unknown, name: string): readonly string[] {
  if (typeof factory !== 'function')
    return [`${name}: its default export is ${typeName(factory)}; it must be a function that takes the context and returns an algorithm`];
  const found = new Map<string, string>();
  for (const sample of SAMPLE_FLEETS) {
    const report = (kind: string, sentence: string) => {
      if (!found.has(kind)) found.set(kind, `${name}: ${sentence}, ${sample.words}`);
    };
    new Trial(sample, factory as AlgorithmFactory, report).run();
  }
  return [...found.values()];
}

/** One algorithm on one sample. */
class Trial {
  private readonly fleet: PlainFleet;
  /** Placements still in place, oldest first. */
  private readonly living: { row: number; request: TaskRequest; gpus: number }[] = [];
  /** By request: the ranks of its last turn, and the number of changes of each row until then. */
  private readonly earlier = new Map<TaskRequest, { ranks: readonly number[]; changes: readonly number[] }>();
  private readonly changes: number[];

  constructor(
    private readonly sample: SampleFleet,
    private readonly factory: AlgorithmFactory,
    private readonly report: (kind: string, sentence: string) => void,
  ) {
    this.fleet = sample.makeFleet();
    this.changes = Array.from({ length: this.fleet.count }, () => 0);
  }

  run(): void {
    const algorithm = this.make();
    if (algorithm === null) return;
    let copy: Algorithm | null = null;
    try {
      this.checkSizes(algorithm);
      for (let step = 0; step < STEPS; step++) {
        if (step === STEPS / 2) copy = this.copyOf(algorithm);
        this.step(step, algorithm, copy);
      }
    } catch (error) {
      this.report('throws', `it throws "${error instanceof Error ? error.message : String(error)}"`);
    }
  }

  private make(): Algorithm | null {
    let made: unknown;
    try {
      made = this.factory(this.sample.context);
    } catch (error) {
      this.report(
        'factory',
        `its function throws "${error instanceof Error ? error.message : String(error)}" when called with the context`,
      );
      return null;
    }
    if (typeof made === 'object' && made !== null) return this.hasShape(made as Algorithm) ? (made as Algorithm) : null;
    this.report('factory', `its function returns ${typeName(made)}; it must return an algorithm: an object with name, dependsOn and rank`);
    return null;
  }

  private hasShape(made: Algorithm): boolean {
    const wrong: [kind: string, isWrong: boolean, sentence: string][] = [
      [
        'name',
        !NAME.test(String(made.name)),
        `its name is ${quoted(made.name)}; it must be lower-case words joined by hyphens, as in best-fit`,
      ],
      [
        'dependsOn',
        !DEPENDS_ON.includes(made.dependsOn),
        `its dependsOn is ${quoted(made.dependsOn)}; it must be 'row', 'draw' or 'history', whatever the rank depends on`,
      ],
      ['rank', typeof made.rank !== 'function', `its rank is ${typeName(made.rank)}; it must be a function of (fleet, row, request, draw)`],
      ...OPTIONAL.map((method): [string, boolean, string] => [
        method,
        made[method] !== undefined && typeof made[method] !== 'function',
        `its ${method} is ${typeName(made[method])}; it must be a function or be left out`,
      ]),
      [
        'save and load',
        (made.save === undefined) !== (made.load === undefined) || (made.placed !== undefined && made.save === undefined),
        'a checkpoint would lose its memory of placements: placed needs both save and load',
      ],
    ];
    for (const [kind, isWrong, sentence] of wrong) if (isWrong) this.report(kind, sentence);
    return !wrong.some(([, isWrong]) => isWrong);
  }

  private checkSizes(algorithm: Algorithm): void {
    if (algorithm.size === undefined) return;
    for (const request of this.sample.requests) {
      const size = algorithm.size(request);
      if (!Number.isFinite(size)) this.report('size', `size() returns ${size} for ${wordsOf(request)}; it must be a finite number`);
      else if (algorithm.size(request) !== size)
        this.report('size', `size() returns another number when asked again for ${wordsOf(request)}`);
    }
  }

  private step(step: number, algorithm: Algorithm, copy: Algorithm | null): void {
    const { fleet } = this;
    const request = this.sample.requests[step % this.sample.requests.length];
    const draw = Math.imul(step + 1, 0x9e3779b1) >>> 0;
    const rows = Array.from({ length: fleet.count }, (_, row) => row).filter((row) => fleet.hasRoom(row, request));
    if (rows.length === 0) return this.oldestLeaves([algorithm, copy]);
    const before = contentsOf(fleet);
    const ranks = this.ranksOf(algorithm, rows, request, draw);
    if (copy !== null) this.compareCopy(algorithm, ranks, this.ranksOf(copy, rows, request, draw));
    const row = rows.reduce((best, one) => (ranks[one] < ranks[best] ? one : best));
    const gpu = this.gpuOf(algorithm, row, request, draw);
    if (contentsOf(fleet) !== before) this.report('changes', 'it changes the columns of the fleet, which it may only read');
    const gpus = fleet.take(row, request, gpu);
    this.living.push({ row, request, gpus });
    this.changes[row]++;
    for (const one of [algorithm, copy]) one?.placed?.(fleet, row, request);
    if (step % 3 === 2) this.oldestLeaves([algorithm, copy]);
  }

  private oldestLeaves(algorithms: readonly (Algorithm | null)[]): void {
    const oldest = this.living.shift();
    if (oldest === undefined) return;
    this.fleet.give(oldest.row, oldest.request, oldest.gpus);
    this.changes[oldest.row]++;
    for (const one of algorithms) one?.left?.(this.fleet, oldest.row, oldest.request);
  }

  /** Returns ranks by row, computed twice: the second time from the last row to the first. */
  private ranksOf(algorithm: Algorithm, rows: readonly number[], request: TaskRequest, draw: number): number[] {
    const ranks: number[] = [];
    for (const row of rows) ranks[row] = algorithm.rank(this.fleet, row, request, draw);
    for (const row of rows) {
      if (Number.isFinite(ranks[row])) continue;
      this.report('finite', `rank() returns ${String(ranks[row])} for ${wordsOf(request)}; it must be a finite number`);
    }
    for (const row of rows.toReversed()) {
      const again = algorithm.rank(this.fleet, row, request, draw);
      if (!isSame(again, ranks[row]))
        this.report(
          'pure',
          `rank() returns ${ranks[row]}, and ${again} when asked again for the same; it must keep nothing and draw nothing`,
        );
    }
    if (algorithm.dependsOn === 'row') this.checkRows(algorithm, ranks, request, draw);
    return ranks;
  }

  /** Checks that ranks which depend on the row alone change only with the row. */
  private checkRows(algorithm: Algorithm, ranks: readonly number[], request: TaskRequest, draw: number): void {
    const earlier = this.earlier.get(request);
    ranks.forEach((rank, row) => {
      const luck = algorithm.rank(this.fleet, row, request, ~draw >>> 0);
      if (!isSame(luck, rank))
        this.report('dependsOn', `rank() changes with the draw (${rank}, ${luck}), but dependsOn is 'row'; it must be 'draw'`);
      const was = earlier?.ranks[row];
      if (was !== undefined && !isSame(was, rank) && earlier?.changes[row] === this.changes[row])
        this.report(
          'dependsOn',
          `rank() changes from ${was} to ${rank} where the instance does not, but dependsOn is 'row'; it must be 'history'`,
        );
    });
    this.earlier.set(request, { ranks, changes: [...this.changes] });
  }

  private gpuOf(algorithm: Algorithm, row: number, request: TaskRequest, draw: number): number {
    const { fleet } = this;
    const tightest = tightestGpu(fleet, row, request.gpuMilli);
    if (request.gpuMilli === 0 || algorithm.chooseGpu === undefined) return tightest;
    const gpu = algorithm.chooseGpu(fleet, row, request, draw);
    const free = fleet.gpuMilliFree[row * fleet.gpuSlots + gpu];
    if (Number.isInteger(gpu) && gpu >= 0 && gpu < fleet.gpuSlots && free >= request.gpuMilli) return gpu;
    this.report('gpu', `chooseGpu() returns ${String(gpu)} for ${wordsOf(request)}; it must be the number of a GPU that has so much left`);
    return tightest;
  }

  private copyOf(algorithm: Algorithm): Algorithm {
    const copy = this.factory(this.sample.context);
    if (algorithm.save !== undefined) copy.load?.(JSON.parse(JSON.stringify(algorithm.save())));
    return copy;
  }

  private compareCopy(algorithm: Algorithm, ranks: readonly number[], copied: readonly number[]): void {
    if (ranks.every((rank, row) => isSame(rank, copied[row]))) return;
    this.report(
      'copy',
      algorithm.save === undefined
        ? 'another algorithm of the same context ranks otherwise; its memory must come from placed() and left() and go through save() and load()'
        : 'another algorithm that has loaded what save() returned as JSON ranks otherwise',
    );
  }
}

/** Compares as ranks: both zeros are equal, and any two values that are no numbers count as one mistake. */
function isSame(a: number, b: number | undefined): boolean {
  return a === b || Object.is(a, b);
}

function contentsOf(fleet: PlainFleet): string {
  const { cpuUnitsFree, memoryMibFree, eniFree, gpuFree, gpuMilliFree, instance, instanceClass, type } = fleet;
  const columns = [cpuUnitsFree, memoryMibFree, eniFree, gpuFree, gpuMilliFree, instance, instanceClass, type];
  return JSON.stringify([...columns, fleet.groupOnInstance(0), fleet.groupOnInstance(1)].map((column) => [...column]));
}

function wordsOf({ cpuUnits, memoryMib, gpus, gpuMilli }: TaskRequest): string {
  const gpu = gpuMilli > 0 ? ` and ${gpuMilli} thousandths of a GPU` : gpus > 0 ? ` and ${gpus} GPUs` : '';
  return `a task of ${cpuUnits} CPU units, ${memoryMib} MiB${gpu}`;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return `a ${typeof value}`;
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : typeName(value);
}
