import type { FargateProvider } from './providers.js';

/** A time in which Fargate has no capacity of a provider for new tasks, in one zone or (null) in all. What runs goes on running. */
export interface Drought {
  readonly provider: FargateProvider;
  readonly zone: number | null;
  readonly fromMs: number;
  /** The first millisecond in which there is capacity again. */
  readonly untilMs: number;
}

/** Zones by index, 1 for those in which a task of the provider can start now: of the `offered` ones, those without a drought. All 0: `noCapacity`. */
export function reachableZones(
  offered: readonly number[],
  droughts: readonly Drought[],
  { provider, nowMs }: { readonly provider: FargateProvider; readonly nowMs: number },
): number[] {
  const dry = droughts.filter((drought) => drought.provider === provider && nowMs >= drought.fromMs && nowMs < drought.untilMs);
  return offered.map((isOffered, zone) => (dry.some((drought) => drought.zone === null || drought.zone === zone) ? 0 : isOffered));
}
