import type { Ms } from '../../../kernel/event-loop.js';
import type { Fault } from '../../fault.js';
import { type Chance, Purpose } from '../chance.js';
import { type Fleet, NONE } from '../fleet.js';

const SLOW = ['slowBoot', 'slowPull', 'registryDown'] as const;
type Slow = Extract<Fault, { readonly kind: (typeof SLOW)[number] }>;

/** The faults in force: how they change latencies and registrations that begin while they last. */
export class FaultConditions {
  private readonly slow: readonly Slow[];
  private readonly failures: readonly { readonly index: number; readonly chanceKey: number }[];

  constructor(
    private readonly faults: readonly Fault[],
    private readonly chance: Chance,
  ) {
    this.slow = faults.filter((fault): fault is Slow => (SLOW as readonly string[]).includes(fault.kind));
    this.failures = faults.flatMap((fault, index) =>
      fault.kind === 'registrationFailure' ? [{ index, chanceKey: chance.keyOf('fault', `${index}`) }] : [],
    );
  }

  /** Returns the fault that keeps the instance from its trunk interface now; NONE if none does, or if it needs no trunk (C.ENI-09). */
  registrationFault({ hasTrunk, instance, provider: providers, zone: zones }: Fleet, row: number, nowMs: Ms): number {
    if (this.failures.length === 0 || hasTrunk[row] === 0) return NONE;
    for (const { index, chanceKey } of this.failures) {
      const fault = this.faults[index] as Extract<Fault, { readonly kind: 'registrationFailure' }>;
      const { provider, zone, share } = fault;
      const isThere = (provider === null || provider === providers[row]) && (zone === null || zone === zones[row]);
      if (!isOn(fault, nowMs) || !isThere) continue;
      if (this.chance.uniform(chanceKey, Purpose.fault, instance[row]) < share) return index;
    }
    return NONE;
  }

  /** Returns the time of a boot that begins now. */
  bootMs(ms: Ms, nowMs: Ms): Ms {
    return this.stretched('slowBoot', ms, nowMs);
  }

  /** Returns the time of a pull that begins now. While the registry is down a pull waits until it is back. */
  pullMs(ms: Ms, nowMs: Ms): Ms {
    let startMs = nowMs;
    const isDown = (fault: (typeof this.slow)[number]) => fault.kind === 'registryDown' && isOn(fault, startMs);
    for (let down = this.slow.find(isDown); down !== undefined; down = this.slow.find(isDown)) startMs = down.untilMs;
    return startMs - nowMs + this.stretched('slowPull', ms, startMs);
  }

  /** Returns the time multiplied by the factor of each fault in force; overlapping faults multiply. */
  private stretched(kind: 'slowBoot' | 'slowPull', ms: Ms, nowMs: Ms): Ms {
    let factor = 1;
    for (const fault of this.slow) if (fault.kind === kind && isOn(fault, nowMs)) factor *= fault.factor;
    return factor === 1 ? ms : Math.round(ms * factor);
  }
}

function isOn({ fromMs, untilMs }: { readonly fromMs: Ms; readonly untilMs: Ms }, nowMs: Ms): boolean {
  return fromMs <= nowMs && nowMs < untilMs;
}
