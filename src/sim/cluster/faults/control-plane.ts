import type { Ms } from '../../../kernel/event-loop.js';
import { type Fault, isOn, streamOf } from '../../fault.js';
import type { Setup } from '../../setup.js';
import { type Chance, Purpose } from '../chance.js';

type Failing = Extract<Fault, { readonly kind: 'controlPlane' }>;
export type ControlAction = Failing['actions'][number];

/** A request to the control plane and its caller. `caller`: a name within the run, such as a service's. */
export interface ControlCall {
  readonly action: ControlAction;
  readonly caller: string;
  /** Requests of one caller for unlike things wait apart. */
  readonly subject?: string;
  /** Whether it is about tasks on instances, or about instances. */
  readonly isOnInstances: boolean;
  readonly zone?: number;
  /** The action was requested before without its zone; now only faults of that zone apply. */
  readonly isOfZoneAlone?: boolean;
}

/** When an action that was held back may proceed. `isGranted`: it goes through then; otherwise it is attempted again. */
export interface Later {
  readonly atMs: Ms;
  readonly isGranted: boolean;
}

/** Waiting actions of one request. */
interface Batch extends Later {
  readonly count: number;
  readonly tries: number;
}

/** A desired count that waits for its update. */
interface LateCount extends Later {
  readonly desired: number;
  readonly tries: number;
}

/** A call of a workload that is made again. */
export interface LateCall extends Later {
  readonly workload: number;
  readonly count: number;
  readonly durationMs: Ms;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly gpuNeed: number;
  readonly gpuModels: string;
  readonly traceRow: number;
  readonly tries: number;
}

/** The target of a stopping task that ECS deregisters late, or that leaves the rotation late. */
interface LateTarget {
  /** When ECS deregisters it. */
  readonly atMs: Ms;
  /** When it leaves the rotation. */
  readonly goneMs: Ms;
  /** Whether its task takes requests. */
  readonly isServing: boolean;
}

/**
 * The control plane of ECS, where faults may reject or delay actions. The caller of a waiting action requests it again at the returned time.
 * Actions go through in the order of their first request.
 */
export class ControlPlane {
  readonly isAny: boolean;
  /** Whether any fault is of one zone. */
  readonly hasZones: boolean;
  private readonly faults: readonly { readonly fault: Failing; readonly chanceKey: number }[];
  private batches = new Map<string, Batch[]>();
  private attempts = new Map<string, number>();
  private counts = new Map<number, LateCount>();
  private calls = new Map<number, LateCall>();
  private lastCall = 0;
  /** By provider: when its scaler acts on the last point that came late. */
  private actsMs = new Map<number, Ms>();
  /** By slot of the task, until it is STOPPED. */
  lateTargets = new Map<number, LateTarget>();

  constructor(
    { faults }: Setup,
    private readonly chance: Chance,
  ) {
    this.faults = faults.flatMap((fault, index) => {
      if (fault.kind !== 'controlPlane') return [];
      const stream = streamOf(fault, index);
      const isHit = chance.uniform(chance.keyOf('fault', `${stream}/cluster`), Purpose.fault, 0) < fault.clusterShare;
      return isHit ? [{ fault, chanceKey: chance.keyOf('fault', stream) }] : [];
    });
    this.isAny = this.faults.length > 0;
    this.hasZones = this.faults.some(({ fault }) => fault.zone !== null);
  }

  /** Requests `wanted` actions. Returns how many go through now; `again` is called when others may. */
  request(call: ControlCall, wanted: number, nowMs: Ms, again: (atMs: Ms) => void): number {
    const key = `${call.action}/${call.caller}/${call.subject ?? ''}`;
    // A batch whose time has passed without a new request is no longer wanted.
    let waiting = (this.batches.get(key) ?? []).filter(({ atMs }) => atMs >= nowMs);
    let sum = waiting.reduce((all, { count }) => all + count, 0);
    while (sum > wanted) {
      const last = waiting.at(-1)!;
      const count = Math.max(0, last.count - (sum - wanted));
      sum -= last.count - count;
      waiting = count === 0 ? waiting.slice(0, -1) : [...waiting.slice(0, -1), { ...last, count }];
    }
    const due = waiting.filter(({ atMs }) => atMs === nowMs);
    const later = waiting.filter(({ atMs }) => atMs > nowMs);
    let passes = 0;
    for (const { count, tries, isGranted } of [...due, { count: wanted - sum, tries: 0, isGranted: false }]) {
      for (let i = 0; i < count; i++) {
        const end = isGranted ? null : this.attempt(call, tries, nowMs);
        if (end === null) passes++;
        else put(later, end, tries + 1, again);
      }
    }
    if (later.length === 0) this.batches.delete(key);
    else this.batches.set(key, later);
    return passes;
  }

  /** Makes an attempt after `tries` failed ones. Returns null when it goes through now. */
  attempt(call: ControlCall, tries: number, nowMs: Ms): Later | null {
    const on = this.faults.filter(({ fault }) => isOn(fault, nowMs) && concerns(fault, call));
    if (on.length === 0) return null;
    const key = `${call.action}/${call.caller}`;
    const nth = this.attempts.get(key) ?? 0;
    this.attempts.set(key, nth + 1);
    let atMs = nowMs;
    let delayMs = 0;
    for (const { fault, chanceKey } of on) {
      const drawKey = this.chance.keyOf('attempt', `${chanceKey}/${key}`);
      if (fault.mode === 'delay') delayMs = Math.max(delayMs, this.chance.ms(fault.delay, drawKey, Purpose.fault, nth));
      else if (this.chance.uniform(drawKey, Purpose.fault, nth) < fault.share) atMs = Math.max(atMs, againMs(fault, tries, nowMs));
    }
    if (atMs > nowMs) return { atMs, isGranted: false };
    return delayMs > 0 ? { atMs: nowMs + delayMs, isGranted: true } : null;
  }

  /** Returns when an action goes through that is first attempted at `atMs`. */
  throughMs(call: ControlCall, atMs: Ms): Ms {
    for (let tries = 0, nowMs = atMs; ; tries++) {
      const end = this.attempt(call, tries, nowMs);
      if (end === null || end.isGranted) return end?.atMs ?? nowMs;
      nowMs = end.atMs;
    }
  }

  /** Forgets the late target of a STOPPED task. */
  forget(slot: number): void {
    if (this.lateTargets.size > 0) this.lateTargets.delete(slot);
  }

  /** Sets a desired count, in place of one that waits. Returns when it may be tried, or null when it holds now. */
  count(call: ControlCall, service: number, desired: number, nowMs: Ms): Ms | null {
    const waits = this.counts.get(service);
    if (waits !== undefined && waits.atMs > nowMs) {
      this.counts.set(service, { ...waits, desired });
      return waits.atMs;
    }
    const end = this.attempt(call, 0, nowMs);
    if (end !== null) this.counts.set(service, { ...end, desired, tries: 1 });
    return end?.atMs ?? null;
  }

  /** Returns the desired count that waited until now; or when it may be tried next; or null when none is due. */
  dueCount(call: ControlCall, service: number, nowMs: Ms): { readonly desired: number } | { readonly againMs: Ms } | null {
    const late = this.counts.get(service);
    if (late === undefined || late.atMs > nowMs) return null;
    const end = late.isGranted ? null : this.attempt(call, late.tries, nowMs);
    if (end === null) this.counts.delete(service);
    else this.counts.set(service, { ...end, desired: late.desired, tries: late.tries + 1 });
    return end === null ? { desired: late.desired } : { againMs: end.atMs };
  }

  /** Keeps a call until it is made again. Returns its number. */
  putOff(call: LateCall): number {
    this.calls.set(++this.lastCall, call);
    return this.lastCall;
  }

  takeCall(nth: number): LateCall {
    const call = this.calls.get(nth)!;
    this.calls.delete(nth);
    return call;
  }

  /** Returns when a provider's scaler acts on a point, no earlier than on the points before it; null: it is not computed. */
  actsOn(call: ControlCall, provider: number, actsMs: Ms, nowMs: Ms): Ms | null {
    const end = this.attempt(call, 0, nowMs);
    if (end !== null && !end.isGranted) return null;
    const lateMs = end === null ? actsMs : actsMs + end.atMs - nowMs;
    const lastMs = Math.max(lateMs, this.actsMs.get(provider) ?? 0);
    if (lastMs > nowMs) this.actsMs.set(provider, lastMs);
    return lastMs;
  }

  save(): unknown {
    const { batches, attempts, counts, calls, lastCall, actsMs, lateTargets } = this;
    return structuredClone({ batches, attempts, counts, calls, lastCall, actsMs, lateTargets });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}

/** Adds one action to the batch of its time. */
function put(batches: Batch[], { atMs, isGranted }: Later, tries: number, again: (atMs: Ms) => void): void {
  const i = batches.findIndex((one) => one.atMs === atMs && one.isGranted === isGranted && one.tries === tries);
  if (i >= 0) batches[i] = { ...batches[i]!, count: batches[i]!.count + 1 };
  else {
    batches.push({ atMs, isGranted, tries, count: 1 });
    again(atMs);
  }
}

function concerns(fault: Failing, { action, isOnInstances, zone, isOfZoneAlone = false }: ControlCall): boolean {
  if (!fault.actions.includes(action)) return false;
  if (fault.zone === null ? isOfZoneAlone : fault.zone !== zone) return false;
  return fault.isOfInstances === null || fault.isOfInstances === isOnInstances;
}

/** A request that always fails is retried at the end of the fault; otherwise waits double from attempt to attempt. */
function againMs({ share, untilMs, retryMs, retryMaxMs }: Failing, tries: number, nowMs: Ms): Ms {
  return share >= 1 ? untilMs : nowMs + Math.min(retryMaxMs, retryMs * 2 ** tries);
}
