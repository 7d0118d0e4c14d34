import { type EventId, type EventLoop, type Ms, NO_EVENT } from '../../kernel/event-loop.js';
import { EventKind } from '../events.js';
import type { PlatformKind } from '../providers/kind.js';
import { PROVIDER_KINDS } from '../providers/kinds.js';
import type { PlatformParts, PlatformState } from '../providers/platform.js';
import { NONE } from './fleet.js';

/** The platforms of a run by number: one for each kind of its capacity providers that has no container instances. */
export class Platforms {
  readonly kinds: readonly PlatformKind[];
  readonly states: readonly PlatformState[];
  /** The number of the platform by capacity provider, or NONE. */
  private readonly byProvider: readonly number[];
  /** By platform: its pending round, or NO_EVENT; `roundsMs` holds its time. */
  private readonly rounds: EventId[];
  private readonly roundsMs: Ms[];

  constructor(
    private readonly loop: EventLoop,
    parts: PlatformParts,
  ) {
    const platforms = parts.setup.providers.map(({ kind }) => PROVIDER_KINDS[kind].platform);
    this.kinds = [...new Set(platforms)].filter((platform) => platform !== null);
    this.byProvider = platforms.map((platform) => (platform === null ? NONE : this.kinds.indexOf(platform)));
    this.states = this.kinds.map(({ makeState }) => makeState(parts));
    this.rounds = this.kinds.map(() => NO_EVENT);
    this.roundsMs = this.kinds.map(() => 0);
  }

  /** Returns the platform of a provider; NONE for one with instances and for a launch type. */
  of(provider: number): number {
    return provider < 0 ? NONE : this.byProvider[provider];
  }

  /** Returns whether a service must replace the task, which still serves. */
  isLeaving(task: number): boolean {
    for (const { leaving } of this.states) if (leaving.has(task)) return true;
    return false;
  }

  /** Whether any task must be replaced. It is read at every end of a service's task. */
  get isAnyLeaving(): boolean {
    const { states } = this;
    for (let i = 0; i < states.length; i++) if (states[i].leaving.size > 0) return true;
    return false;
  }

  /** Schedules one round for the platform's pending tasks at that time, unless an earlier one is scheduled. */
  dueAt(platform: number, atMs: Ms): void {
    const { rounds, roundsMs, loop } = this;
    if (rounds[platform] !== NO_EVENT && roundsMs[platform] <= atMs) return;
    loop.cancel(rounds[platform]);
    roundsMs[platform] = atMs;
    const isLate = atMs === loop.nowMs && loop.isOver(EventKind.platformTasksStart);
    const kind = isLate ? EventKind.platformTasksStartAgain : EventKind.platformTasksStart;
    rounds[platform] = loop.schedule(atMs, kind, platform);
  }

  /** Schedules a round in this millisecond for every platform with pending tasks. */
  allDue(): void {
    for (const [platform, { pendingTasks }] of this.states.entries()) if (pendingTasks.total > 0) this.dueAt(platform, this.loop.nowMs);
  }

  roundBegins(platform: number): void {
    this.rounds[platform] = NO_EVENT;
  }

  save(): unknown {
    return { states: this.states.map((state) => state.save()), rounds: [...this.rounds], roundsMs: [...this.roundsMs] };
  }

  load(saved: unknown): void {
    const from = saved as { states: unknown[]; rounds: EventId[]; roundsMs: Ms[] };
    this.states.forEach((state, platform) => {
      state.load(from.states[platform]);
      this.rounds[platform] = from.rounds[platform];
      this.roundsMs[platform] = from.roundsMs[platform];
    });
  }
}
