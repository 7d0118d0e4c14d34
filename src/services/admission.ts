/** Where a task comes from and how it gets its capacity, as far as waiting goes. */
export interface Request {
  /** It has a capacity provider strategy; otherwise a launch type. Never both (C.CAP-02). */
  readonly hasStrategy: boolean;
  readonly isService: boolean;
}

/** What becomes of a task for which no instance has room. */
export interface Wait {
  /** It waits in PROVISIONING (C.X-05); otherwise RunTask fails at once (T.LIFE-4, S.TASK-5). */
  readonly waits: boolean;
  /** Its capacity provider counts it: it takes a place in the quota and can cause a scale-out (C.CAP-03, A.CAS-6). */
  readonly isCounted: boolean;
}

/**
 * With a strategy every task waits. With a launch type a standalone task fails; a service's waits, since its scheduler tries
 * again, but no capacity provider sees it.
 */
export function whenNoRoom({ hasStrategy, isService }: Request): Wait {
  return { waits: hasStrategy || isService, isCounted: hasStrategy };
}

/** The quota and what happens above it: `hold` keeps requests outside PROVISIONING in their order, `refuse` turns them away. */
export interface AdmissionRule {
  /** Most tasks in PROVISIONING at once; null for no limit. */
  readonly quota: number | null;
  readonly overflow: 'hold' | 'refuse';
}

/** `retry`: the service's task is not made; its scheduler asks again. */
export type Admission = 'admit' | 'hold' | 'refuse' | 'retry';

/**
 * Whether a new task may enter PROVISIONING, which holds `provisioning` counted tasks while `held` requests stand before the door.
 * A task of a launch type needs no place there.
 */
export function admit(provisioning: number, held: number, rule: AdmissionRule, request: Request): Admission {
  if (!request.hasStrategy || rule.quota === null) return 'admit';
  if (provisioning < rule.quota && held === 0) return 'admit'; // Nobody overtakes those that are held.
  if (rule.overflow === 'hold') return 'hold';
  return request.isService ? 'retry' : 'refuse';
}

/** How many held requests may enter now. */
export function admittedNow(provisioning: number, held: number, quota: number | null): number {
  return quota === null ? held : Math.max(0, Math.min(held, quota - provisioning));
}
