import type { Ms } from '../kernel/event-loop.js';
import type { Fault } from '../setup.js';

/** What the faults of a scenario's timeline make of latencies. */
export class Conditions {
  private readonly slow: readonly Extract<Fault, { readonly kind: 'slowBoot' | 'slowPull' | 'registryDown' }>[];

  constructor(faults: readonly Fault[]) {
    this.slow = faults.flatMap((fault) =>
      fault.kind === 'slowBoot' || fault.kind === 'slowPull' || fault.kind === 'registryDown' ? [fault] : [],
    );
  }

  /** A boot that begins now. */
  bootMs(ms: Ms, nowMs: Ms): Ms {
    return this.stretched('slowBoot', ms, nowMs);
  }

  /** A pull that begins now; while the registry is down none does, and it waits for that. */
  pullMs(ms: Ms, nowMs: Ms): Ms {
    let startMs = nowMs;
    const isDown = (fault: (typeof this.slow)[number]) => fault.kind === 'registryDown' && isOn(fault, startMs);
    for (let down = this.slow.find(isDown); down !== undefined; down = this.slow.find(isDown)) startMs = down.untilMs;
    return startMs - nowMs + this.stretched('slowPull', ms, startMs);
  }

  /** Faults that overlap multiply. */
  private stretched(kind: 'slowBoot' | 'slowPull', ms: Ms, nowMs: Ms): Ms {
    let factor = 1;
    for (const fault of this.slow) if (fault.kind === kind && isOn(fault, nowMs)) factor *= fault.factor;
    return factor === 1 ? ms : Math.round(ms * factor);
  }
}

function isOn({ fromMs, untilMs }: { readonly fromMs: Ms; readonly untilMs: Ms }, nowMs: Ms): boolean {
  return fromMs <= nowMs && nowMs < untilMs;
}
