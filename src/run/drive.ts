import type { Ms } from '../kernel/event-loop.js';
import type { Simulation } from '../sim/simulation.js';

/** Events between two looks at the world outside: a few milliseconds of work. */
const SLICE_EVENTS = 20_000;

/** What the driver does between slices; each may be absent. */
export interface Between {
  /** Fills the sources that wait for rows; called when the simulation starves. */
  readonly feed?: () => Promise<void>;
  /** Resolves when the writers can take more: back-pressure, so that memory does not grow with the run. */
  readonly drain?: () => Promise<void> | undefined;
  /** Lets the rest of the process have a turn now and then: timers, signals, other runs. */
  readonly breathe?: () => Promise<void> | undefined;
  readonly progress?: (nowMs: Ms, eventsHandled: number) => void;
  /** Goes around each slice; null: the slice was broken off, and so is the run. */
  readonly around?: <T>(slice: () => T) => { readonly value: T } | null;
  /** True stops the run between two slices; what was written stays valid. */
  readonly isInterrupted?: () => boolean;
  /** Times at which all that is due has happened and nothing else does until `at` is done. */
  readonly halts?: Halts;
}

interface Halts {
  /** The first after a time; undefined: none. */
  after(nowMs: Ms): Ms | undefined;
  at(nowMs: Ms): Promise<void>;
}

/** Advances the simulation to its end in slices. Returns false when it was interrupted before. */
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
    if (outcome === 'starved') {
      if (between.feed === undefined) throw new Error('a source waits for rows and the driver has none to give');
      await between.feed();
    }
    await between.drain?.();
    await between.breathe?.();
    if (outcome !== 'reached') continue;
    if (untilMs === durationMs) return true;
    await between.halts?.at(untilMs);
    haltMs = between.halts?.after(untilMs);
  }
}
