/** Where a task comes from and how it gets its capacity, as far as waiting goes. */
export interface Request {
  /** It has a capacity provider strategy; otherwise a launch type. Never both (C.CAP-02). */
  readonly hasStrategy: boolean;
  readonly isService: boolean;
}

/**
 * Whether a task for which no instance has room waits in PROVISIONING (C.X-05). With a strategy every task does. With a launch type a
 * standalone task fails (T.LIFE-4, S.TASK-5); a service's waits, since its scheduler tries again.
 */
export function waitsForRoom({ hasStrategy, isService }: Request): boolean {
  return hasStrategy || isService;
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
