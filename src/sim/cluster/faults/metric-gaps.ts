import type { Ms } from '../../../kernel/event-loop.js';
import type { AlarmTimes } from '../../../metrics/alarm-times.js';
import { type MetricReadings, PERIOD_MS } from '../../../metrics/statistics.js';
import { type Fault, streamOf } from '../../fault.js';
import type { Setup } from '../../setup.js';
import { type Chance, Purpose } from '../chance.js';

type MetricGap = Extract<Fault, { readonly kind: 'metricGap' }>;
export type GapKind = MetricGap['metrics'][number];

/** Points of CloudWatch that are missing or late. */
export class MetricGaps {
  readonly isAny: boolean;
  private readonly faults: readonly { readonly fault: MetricGap; readonly stream: string }[];

  constructor(
    { faults }: Setup,
    private readonly chance: Chance,
  ) {
    this.faults = faults.flatMap((fault, index) => (fault.kind === 'metricGap' ? [{ fault, stream: streamOf(fault, index) }] : []));
    this.isAny = this.faults.length > 0;
  }

  /** Removes the points that end now and that faults hide. `service`: its name. */
  hide(readings: MetricReadings, kind: GapKind, service: string, nowMs: Ms): void {
    readings.isStrictGap = false;
    for (const { fault, stream } of this.faults) {
      if (fault.comes !== 'never' || !isIn(fault, kind, nowMs)) continue;
      const draw = this.drawOf(stream, kind, service, nowMs);
      for (let metric = 0; metric < readings.samples.length; metric++) {
        if (draw(metric) >= fault.share) continue;
        readings.miss(metric);
        readings.isStrictGap ||= fault.isStrict;
      }
    }
  }

  /** Returns when a point that ends at `atMs` becomes visible under these faults; null: never. */
  seenMs(kind: GapKind, service: string, atMs: Ms): Ms | null {
    let seenMs = atMs;
    for (const { fault, stream } of this.faults) {
      if (!isIn(fault, kind, atMs) || this.drawOf(stream, kind, service, atMs)(0) >= fault.share) continue;
      if (fault.comes === 'never') return null;
      seenMs = Math.max(seenMs, fault.comes === 'atEnd' ? fault.untilMs : Math.min(fault.untilMs, atMs + fault.comes));
    }
    return seenMs;
  }

  /** Returns the times of an alarm with the delays that these faults add to its points. */
  late<T extends AlarmTimes>(times: T, kind: GapKind, service: string): T {
    if (!this.isAny) return times;
    return {
      ...times,
      alwaysMs: undefined,
      delayMs: (atMs) => Math.max(times.delayMs(atMs), (this.seenMs(kind, service, atMs) ?? atMs) - atMs),
    };
  }

  private drawOf(stream: string, kind: GapKind, service: string, atMs: Ms): (metric: number) => number {
    return this.chance.draws(
      this.chance.keyOf('fault', `${stream}/${kind}/${service}`),
      Purpose.fault,
      Math.ceil(atMs / PERIOD_MS.standard),
    );
  }
}

/** Returns whether the gap covers a point that ends at `atMs`, in (from, until]. */
function isIn({ metrics, fromMs, untilMs }: MetricGap, kind: GapKind, atMs: Ms): boolean {
  return metrics.includes(kind) && fromMs < atMs && atMs <= untilMs;
}
