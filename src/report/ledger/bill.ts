import type { Ms } from '../../sim/kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';

/** EC2 bills Linux and Windows instances by the second, at least a minute each (AWS, "Amazon EC2 On-Demand Pricing"). */
const BILLED_SECONDS_MIN = 60;
const SECONDS_PER_HOUR = 3600;

/** The whole seconds that an instance is billed for: a begun second counts. */
export function billedSeconds(launchedMs: Ms, endMs: Ms): number {
  return Math.max(BILLED_SECONDS_MIN, Math.ceil((endMs - launchedMs) / 1000));
}

/** Seconds per provider and instance type: whole numbers until a price multiplies them, once. The last provider is "none". */
export class Bill {
  private readonly seconds: Float64Array;

  constructor(private readonly setup: Setup) {
    this.seconds = new Float64Array((setup.capacityProviders.length + 1) * setup.instanceTypes.length);
  }

  add(provider: number, type: number, seconds: number): void {
    this.seconds[this.at(provider, type)] += seconds;
  }

  /** A copy to add the living to, without ending them. */
  copy(): Bill {
    const copy = new Bill(this.setup);
    copy.seconds.set(this.seconds);
    return copy;
  }

  secondsOf(provider: number): number {
    return this.setup.instanceTypes.reduce((sum, _, type) => sum + this.seconds[this.at(provider, type)], 0);
  }

  usdOf(provider: number): number {
    return this.usd([provider]);
  }

  usdTotal(): number {
    return this.usd([...this.setup.capacityProviders.keys(), this.setup.capacityProviders.length]);
  }

  secondsTotal(): number {
    return this.seconds.reduce((sum, seconds) => sum + seconds, 0);
  }

  save(): unknown {
    return Array.from(this.seconds);
  }

  load(saved: unknown): void {
    this.seconds.set(saved as number[]);
  }

  private usd(providers: readonly number[]): number {
    const secondsAt = new Map<number, number>();
    for (const provider of providers)
      for (const [type, { usdPerHour }] of this.setup.instanceTypes.entries())
        secondsAt.set(usdPerHour, (secondsAt.get(usdPerHour) ?? 0) + this.seconds[this.at(provider, type)]);
    let usd = 0;
    for (const [usdPerHour, seconds] of secondsAt) usd += (seconds * usdPerHour) / SECONDS_PER_HOUR;
    return usd;
  }

  private at(provider: number, type: number): number {
    return provider * this.setup.instanceTypes.length + type;
  }
}
