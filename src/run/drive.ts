import type { Ms } from '../kernel/event-loop.js';
import type { Simulation } from '../sim/simulation.js';

/** Events between two checks of input, output and signals: a few milliseconds of work. */
const SLICE_EVENTS = 20_000;

/** Actions of the driver between slices; each may be absent. */
export interface Between {
  /** Resolves when the writers accept more: back-pressure, so that memory does not grow with the run. */
  readonly drain?: () => Promise<void> | undefined;
  /** Yields to the rest of the process now and then: timers, signals, other runs. */
  readonly yieldNow?: () => Promise<void> | undefined;
  readonly progress?: (nowMs: Ms, eventsHandled: number) => void;
  /** Wraps each slice; null: the slice was interrupted, and the run ends. */
  readonly around?: <T>(slice: () => T) => { readonly value: T } | null;
  /** True stops the run between two slices; files written so far stay valid. */
  readonly isInterrupted?: () => boolean;
  /** Times at which all due events have happened and nothing else happens until `at` is done. */
  readonly halts?: Halts;
}

interface Halts {
  /** Returns the first time after `nowMs`; undefined without one. */
  after(nowMs: Ms): Ms | undefined;
  at(nowMs: Ms): Promise<void>;
}

/** Advances the simulation to its end in slices. Returns false after an interruption. */
export async function drive(simulation: Simulation, between: Between = {}): Promise<boolean> {
  const { durationMs } = simulation.setup;
  let haltMs = between.halts?.after(simulation.nowMs);
  for (;;) {
    if (between.isInterrupted?.()) return false;
    const untilMs = Math.min(haltMs ?? durationMs, durationMs);
    const slice = () => simulation.advance(untilMs, SLICE_EVENTS);
    const done = between.around === undefined ? { value: slice() } : between.around(slice);
    if (done === null) return false;
    const outcome = done.value;
    between.progress?.(simulation.nowMs, simulation.eventsHandled);
    await between.drain?.();
    await between.yieldNow?.();
    if (outcome !== 'reached') continue;
    if (untilMs === durationMs) return true;
    await between.halts?.at(untilMs);
    haltMs = between.halts?.after(untilMs);
  }
}
