import type { World } from '../../sim/cluster/world.js';
import type { Setup } from '../../sim/setup.js';
import type { ScalerEvaluation } from '../../sim/tracer.js';
import { scalerMinuteOf } from '../../studies/explain/inquiries/evaluation.js';
import { floats, type Growing, wholeColumns } from './growing.js';
import { NUMBERS, type ScalerMinutes, STANDINGS } from './scaler-minutes.js';

/** Keeps each evaluation of each scaler: in the worker, because the page has no simulation. */
export class ScalerMinuteLog {
  private readonly columns: Record<string, Growing<Float64Array>> = Object.fromEntries(
    [...NUMBERS, 'provider', 'standing', 'reason'].map((name) => [name, floats()]),
  );

  constructor(private readonly setup: Setup) {}

  evaluated(world: World, provider: number, evaluation: ScalerEvaluation): void {
    const minute = scalerMinuteOf(world, provider, evaluation);
    for (const name of NUMBERS) this.columns[name].push(minute[name] === null ? Number.NaN : Number(minute[name]));
    this.columns.provider.push(provider);
    this.columns.standing.push(STANDINGS.indexOf(minute.standing));
    this.columns.reason.push(evaluation.decision.reason);
  }

  finish(): ScalerMinutes {
    const { capacityProviders, scaler } = this.setup;
    const { highDatapoints, lowDatapoints, scaleInWaitsFrom, scaleInAfterScaleOutMs, scaleInIntervalMs, scaleInShareMax } = scaler;
    return {
      providers: capacityProviders.map(({ name }) => name),
      settings: { highDatapoints, lowDatapoints, scaleInWaitsFrom, scaleInAfterScaleOutMs, scaleInIntervalMs, scaleInShareMax },
      columns: wholeColumns(this.columns),
    };
  }
}
