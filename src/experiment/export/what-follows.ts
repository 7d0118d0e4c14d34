import { Digest } from '../../sim/digest.js';
import { FACTS, Fact, type FactKind, type Subscriber } from '../../sim/facts.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import { hashText } from '../../sim/kernel/hash.js';
import type { Setup } from '../../sim/setup.js';

/** Arguments that are moments of the run, and not lengths. */
const MOMENTS: readonly string[] = ['endsAtMs', 'retryAtMs', 'untilMs', 'startsAgainMs', 'againMs'];

/**
 * The digest of all that a run tells after a moment, told as from that moment on, so that a run which begins with the state of another can be compared with
 * it. Task classes and revisions, which each run numbers for itself, are told by what they are of.
 */
export class WhatFollows implements Subscriber {
  private readonly digest = new Digest();
  private readonly classes = new Map<number, number>();
  private readonly revisions = new Map<number, number>();

  constructor(
    private readonly setup: Setup,
    private readonly fromMs: Ms,
    /** Also told, fact by fact. */
    private readonly listener?: Subscriber,
  ) {}

  get text(): string {
    return this.digest.text;
  }

  onFact(kind: FactKind, atMs: Ms, ...values: [number, number, number, number, number, number]): void {
    if (kind === Fact.taskClassDefined) return this.define(values);
    if (kind === Fact.deploymentChanged) this.revisions.set(values[0], values[1]);
    if (atMs <= this.fromMs) return;
    const { args } = FACTS[kind];
    const told = values.map((value, i) => this.plain(args[i], value, values[0])) as typeof values;
    this.digest.onFact(kind, atMs - this.fromMs, ...told);
    this.listener?.onFact(kind, atMs - this.fromMs, ...told);
  }

  private plain(name: string | undefined, value: number, service: number): number {
    if (name === 'class') return this.classes.get(value)!;
    if (name === 'revision') return this.definitionOf(service, value);
    return name !== undefined && MOMENTS.includes(name) && value >= 0 ? value - this.fromMs : value;
  }

  private definitionOf(service: number, revision: number): number {
    const { care, taskDefinition } = this.setup.services[service]!;
    return care?.revisions[revision]?.taskDefinition ?? taskDefinition;
  }

  /** A service's tasks of equal size are told apart by their task definition. */
  private define([taskClass, service, workload, cpuUnits, memoryMib]: readonly number[]): void {
    const definition = service! < 0 ? 0 : this.definitionOf(service!, this.revisions.get(service!) ?? 0);
    this.classes.set(taskClass!, hashText([service, workload, cpuUnits, memoryMib, definition].join('/')));
  }
}
