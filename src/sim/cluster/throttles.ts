import type { EventLoop, Ms } from '../../kernel/event-loop.js';
import { type BucketRate, fullBucket, nextAllowedMs, type TokenBucket, take, tokensAt } from '../../kernel/token-bucket.js';
import { EventKind } from '../events.js';
import { Caller, Fact, type FactEmitter } from '../facts.js';
import type { Fault, ThrottledAction } from '../fault.js';
import type { Setup } from '../setup.js';

/** A throttling fault; `index` is its place among all faults. */
type Throttling = Extract<Fault, { readonly kind: 'apiThrottling' }> & { readonly index: number };

/** The AWS action whose token bucket each caller's calls use, and the event at which the caller calls again. */
const CALLS: Readonly<Record<Caller, { readonly action: ThrottledAction; readonly retryEvent: number }>> = {
  [Caller.group]: { action: 'RunInstances', retryEvent: EventKind.groupAdjusts },
  [Caller.workload]: { action: 'RunTask', retryEvent: EventKind.taskArrives },
  [Caller.service]: { action: 'RunTask', retryEvent: EventKind.serviceChanges },
  [Caller.agent]: { action: 'RegisterContainerInstance', retryEvent: EventKind.instanceRegisters },
};

/** A client's wait after a ThrottlingException. */
const CLIENT_RETRY_MS = 1_000;

/**
 * Calls that AWS throttles: those of workloads and of agents by the account's rates, where the setup has them, and all during a fault
 * (T.THR-3). A throttled caller tries again until its call goes through. In a fault callers queue for the tokens of the bucket, each with
 * one call at a time; calls still queued when the throttling ends go through then.
 */
export class Throttles {
  /** Whether any call is ever throttled. */
  private readonly isAny: boolean;
  private readonly faults: readonly Throttling[];
  private buckets: TokenBucket[];
  /** When queued calls go through, by caller and subject. */
  private queued = new Map<string, Ms>();
  /** Rates of the account for calls, whether or not there is a fault. */
  private readonly rates: ReadonlyMap<Caller, BucketRate>;
  /** The tokens that the account has left, by caller. */
  private account: Map<Caller, TokenBucket>;

  constructor(private readonly world: FactEmitter & { readonly setup: Setup; readonly loop: EventLoop }) {
    this.faults = world.setup.faults.flatMap((fault, index) => (fault.kind === 'apiThrottling' ? [{ ...fault, index }] : []));
    this.buckets = this.faults.map(({ rate, fromMs }) => fullBucket(rate, fromMs));
    const { runTaskCalls, registrationCalls } = world.setup.quotas;
    this.rates = new Map([
      ...(runTaskCalls === undefined ? [] : ([[Caller.workload, runTaskCalls]] as const)),
      ...(registrationCalls === undefined ? [] : ([[Caller.agent, registrationCalls]] as const)),
    ]);
    this.account = new Map([...this.rates].map(([caller, rate]) => [caller, fullBucket(rate, 0)]));
    this.isAny = this.faults.length + this.rates.size > 0;
  }

  /**
   * Returns whether a call goes through now. If not, the caller's event is scheduled for when it will, and the caller then calls again.
   * `wanted`: tasks or instances that this call and the following ones are for.
   */
  mayCall(caller: Caller, subject: number, wanted: number): boolean {
    if (!this.isAny) return true;
    return this.passesFaults(caller, subject, wanted) && this.hasCallLeft(caller, subject, wanted);
  }

  /** Takes a call of the account's. A client that gets a ThrottlingException tries again after a second (N.THR-4). */
  private hasCallLeft(caller: Caller, subject: number, wanted: number): boolean {
    const rate = this.rates.get(caller);
    if (rate === undefined) return true;
    const { loop, setup } = this.world;
    const bucket = this.account.get(caller)!;
    if (tokensAt(bucket, rate, loop.nowMs) >= 1) {
      this.account.set(caller, take(bucket, rate, loop.nowMs, 1));
      return true;
    }
    const againMs = loop.nowMs + CLIENT_RETRY_MS;
    if (againMs < setup.durationMs) loop.schedule(againMs, CALLS[caller].retryEvent, subject);
    this.world.emit(Fact.callThrottled, caller, subject, wanted, againMs);
    return false;
  }

  private passesFaults(caller: Caller, subject: number, wanted: number): boolean {
    if (this.faults.length === 0) return true;
    const { loop } = this.world;
    const key = `${caller}/${subject}`;
    const turnMs = this.queued.get(key);
    if (turnMs !== undefined && turnMs > loop.nowMs) return false;
    // A caller that did not use its turn joins the queue anew.
    this.queued.delete(key);
    if (turnMs === loop.nowMs) return true;
    const { action, retryEvent } = CALLS[caller];
    const atMs = this.through(action, loop.nowMs);
    if (atMs === loop.nowMs) return true;
    this.queued.set(key, atMs);
    loop.schedule(atMs, retryEvent, subject);
    this.world.emit(Fact.callThrottled, caller, subject, wanted, atMs);
    return false;
  }

  /** Returns when one more call goes through all throttlings in force, and takes its tokens. */
  private through(action: ThrottledAction, nowMs: Ms): Ms {
    let atMs = nowMs;
    for (const [index, { action: throttled, rate, fromMs, untilMs }] of this.faults.entries()) {
      if (throttled !== action || nowMs < fromMs || nowMs >= untilMs) continue;
      const bucket = this.buckets[index];
      const turnMs = nextAllowedMs(bucket, rate, Math.max(nowMs, bucket.atMs), 1);
      if (turnMs < untilMs) this.buckets[index] = take(bucket, rate, turnMs, 1);
      atMs = Math.max(atMs, Math.min(turnMs, untilMs));
    }
    return atMs;
  }

  save(): { readonly buckets: [fault: number, TokenBucket][]; readonly line: Map<string, Ms>; readonly account: Map<Caller, TokenBucket> } {
    const { queued: line, account } = this;
    const buckets = this.faults.map(({ index }, i): [number, TokenBucket] => [index, this.buckets[i]]);
    return structuredClone({ buckets, line, account });
  }

  load(saved: unknown): void {
    const { buckets, line, account } = structuredClone(saved) as ReturnType<Throttles['save']>;
    const levels = new Map(buckets);
    // A fault that has not begun may have changed since the save.
    this.buckets = this.faults.map(({ fromMs, index }, i) => (fromMs <= this.world.loop.nowMs ? levels.get(index)! : this.buckets[i]));
    this.queued = line;
    this.account = account;
  }
}
