import type { Ms } from '../../../kernel/event-loop.js';

/** The wait of an instance for several lifecycle hooks, and the calls on them so far. */
export interface HookWait {
  readonly sinceMs: Ms;
  /** Names of hooks with the result CONTINUE. */
  readonly done: readonly string[];
  /** By name of a hook: its last heartbeat. */
  readonly beats: Readonly<Record<string, Ms>>;
}

/** Waits of instances whose group has several hooks for the transition, by ordinal. A wait for one hook is not recorded. */
export class HookWaits {
  private readonly waits = new Map<number, HookWait>();

  begin(instance: number, sinceMs: Ms): void {
    this.waits.set(instance, { sinceMs, done: [], beats: {} });
  }

  of(instance: number): HookWait | undefined {
    return this.waits.get(instance);
  }

  /** Notes a call on one of the hooks. */
  note(instance: number, wait: HookWait): void {
    this.waits.set(instance, wait);
  }

  end(instance: number): void {
    this.waits.delete(instance);
  }

  /** Undefined while no instance waits so, as in most runs. */
  save(): readonly (readonly [instance: number, wait: HookWait])[] | undefined {
    return this.waits.size === 0 ? undefined : [...this.waits];
  }

  load(saved: ReturnType<HookWaits['save']>): void {
    this.waits.clear();
    for (const [instance, wait] of saved ?? []) this.waits.set(instance, wait);
  }
}
