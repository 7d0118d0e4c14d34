import type { TaskOutcome } from '../../services/circuit-breaker.js';
import type { EquivalenceClass } from '../cluster/equivalence-class.js';

/**
 * What handlers call of those that import them. A handler gets all that it calls as one object of ports in its constructor. That object is
 * complete before the run begins, but not while handlers are made: a constructor only keeps it.
 */
export interface Upward {
  readonly rollouts: {
    /** The start or a health check of a task has succeeded or failed: circuit breaker and throttle of starts count it. */
    onOutcome(equivalence: EquivalenceClass, outcome: TaskOutcome): void;
  };
  readonly services: {
    /** An instance has become ACTIVE: daemons come first (S.DAEMON-3). */
    onInstanceActive(row: number): void;
  };
  readonly pools: {
    /** An instance is ready for the warm pool. */
    rest(row: number): void;
  };
  readonly replacements: {
    /** An instance is in service for EC2 Auto Scaling, whether ECS has it or not: it has registered or failed to, and its hooks let it. */
    onInService(row: number): void;
    /** An instance has had its interruption notice. */
    onNotice(row: number): void;
    /** An instance has left its group. */
    onLeave(instance: number, provider: number): void;
  };
  readonly balance: {
    onInService(instance: number): void;
    onLeave(instance: number, provider: number): void;
  };
  readonly refreshes: {
    onInService(instance: number): void;
  };
}
