import type { Ms } from '../kernel/event-loop.js';
import { hashText } from '../kernel/hash.js';
import { Digest } from '../sim/digest.js';
import { FACTS, Fact, type FactKind, type Subscriber } from '../sim/facts.js';
import type { Setup } from '../sim/setup.js';

/** Arguments that are times of the run, not durations. */
const MOMENTS: readonly string[] = ['endsAtMs', 'retryAtMs', 'untilMs', 'startsAgainMs', 'againMs', 'sigtermMs', 'exitedMs'];

/**
 * The digest of all facts after a moment, with times relative to it, so that a run which begins with the state of another can be compared
 * with the original. Task classes and revisions have numbers of their own in each run, so their content replaces the number. Facts of one
 * millisecond are sorted, because the answers of AWS do not show the order of equal times.
 */
export class FollowingDigest implements Subscriber {
  private readonly digest = new Digest();
  private readonly classes = new Map<number, number>();
  /** Facts of the latest millisecond. */
  private moment: number[][] = [];
  private readonly revisions = new Map<number, number>();

  constructor(
    private readonly setup: Setup,
    private readonly fromMs: Ms,
    /** Receives a line for each fact, to find where two runs differ. */
    private readonly lines?: string[],
  ) {}

  /** Of a completed run. */
  get text(): string {
    this.close();
    return this.digest.text;
  }

  onFact(kind: FactKind, atMs: Ms, ...values: [number, number, number, number, number, number]): void {
    if (kind === Fact.taskClassDefined) return this.define(values);
    if (kind === Fact.deploymentChanged) this.revisions.set(values[0], values[1]);
    // A run from a state emits the initial count of a circuit breaker again.
    if (atMs <= this.fromMs || kind === Fact.breakerCounted) return;
    const { args } = FACTS[kind];
    const sinceMs = atMs - this.fromMs;
    if (this.moment.length > 0 && this.moment[0]![1] !== sinceMs) this.close();
    this.moment.push([kind, sinceMs, ...values.map((value, i) => this.plain(args[i], value, values[0]))]);
  }

  private close(): void {
    const inOrder = this.moment.sort((one, other) => one.map((value, i) => value - other[i]!).find((difference) => difference !== 0) ?? 0);
    this.moment = [];
    for (const [kind, sinceMs, ...values] of inOrder) {
      const fact = kind as FactKind;
      this.digest.onFact(fact, sinceMs!, ...(values as [number, number, number, number, number, number]));
      this.lines?.push(`${sinceMs} ${FACTS[fact].name} ${values.slice(0, FACTS[fact].args.length).join(' ')}`);
    }
  }

  private plain(name: string | undefined, value: number, service: number): number {
    if (name === 'class') return this.classes.get(value)!;
    if (name === 'revision') return this.definitionOf(service, value);
    return name !== undefined && MOMENTS.includes(name) && value >= 0 ? value - this.fromMs : value;
  }

  /** By name, because the order of definitions is no property of the cluster. */
  private definitionOf(service: number, revision: number): number {
    const { deploymentSpec, taskDefinition } = this.setup.services[service]!;
    const definition = this.setup.taskDefinitions[deploymentSpec?.revisions[revision]?.taskDefinition ?? taskDefinition]!;
    return hashText(`${definition.family}:${definition.revision}`);
  }

  /** The task definition distinguishes a service's tasks of equal size. */
  private define([taskClass, service, workload, cpuUnits, memoryMib]: readonly number[]): void {
    const definition = service! < 0 ? 0 : this.definitionOf(service!, this.revisions.get(service!) ?? 0);
    this.classes.set(taskClass!, hashText([service, workload, cpuUnits, memoryMib, definition].join('/')));
  }
}
