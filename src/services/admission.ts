/** Origin of a task and its kind of capacity. */
export interface Request {
  /** True with a capacity provider strategy, false with a launch type; never both (C.CAP-02). */
  readonly hasStrategy: boolean;
  readonly isService: boolean;
}

/**
 * Returns whether a task without room on any instance waits in PROVISIONING (C.X-05). With a strategy every task waits. With a launch type
 * a standalone task fails (T.LIFE-4, S.TASK-5), and a service's task waits because its scheduler retries.
 */
export function waitsForRoom(hasStrategy: boolean, isService: boolean): boolean {
  return hasStrategy || isService;
}

/** The quota and the rule above it: `hold` keeps requests outside PROVISIONING in order, `refuse` rejects them. */
export interface AdmissionRule {
  /** Most tasks in PROVISIONING at once; null for no limit. */
  readonly quota: number | null;
  readonly overflow: 'hold' | 'refuse';
}

/** `retry`: the service's task is not created, and its scheduler requests it again. */
export type Admission = 'admit' | 'hold' | 'refuse' | 'retry';

/**
 * Decides whether a new task may enter PROVISIONING, which contains `provisioning` counted tasks, with `held` requests before it. Tasks
 * with a launch type do not count.
 */
export function admit(provisioning: number, held: number, rule: AdmissionRule, request: Request): Admission {
  if (!request.hasStrategy || rule.quota === null) return 'admit';
  if (provisioning < rule.quota && held === 0) return 'admit'; // Held requests keep their order.
  if (rule.overflow === 'hold') return 'hold';
  return request.isService ? 'retry' : 'refuse';
}

/** Returns the number of held requests that may enter now. */
export function admittedNow(provisioning: number, held: number, quota: number | null): number {
  return quota === null ? held : Math.max(0, Math.min(held, quota - provisioning));
}
