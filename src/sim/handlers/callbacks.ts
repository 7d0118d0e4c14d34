import type { TaskOutcome } from '../../services/circuit-breaker.js';
import type { EquivalenceClass } from '../cluster/equivalence-class.js';

/**
 * Calls from handlers to those that import them. A handler gets all its ports as one object in its constructor. The object is complete
 * before the run begins, but not while handlers are constructed, so a constructor only stores it.
 */
export interface Callbacks {
  readonly rollouts: {
    /** The start or a health check of a task has succeeded or failed. The circuit breaker and the throttle of starts count outcomes. */
    onOutcome(slot: number, equivalence: EquivalenceClass, outcome: TaskOutcome): void;
  };
  readonly services: {
    /** An instance has become ACTIVE: daemons come first (S.DAEMON-3). */
    onInstanceActive(row: number): void;
  };
  readonly pools: {
    /** An instance is ready for the warm pool. */
    settle(row: number): void;
  };
  readonly registrations: {
    /** An instance will not register, or not in time. */
    scheduleTimeOut(row: number): void;
    /** The hooks of its launch have let an instance continue. */
    onContinue(row: number): void;
  };
  readonly powerLoss: {
    /** An instance that had lost its power has booted again. */
    end(row: number): void;
  };
  readonly replacements: {
    /**
     * An instance is in service for EC2 Auto Scaling, whether or not ECS has it: it has registered or failed to, and its hooks have let it
     * continue.
     */
    onInService(row: number): void;
    /** An instance has received its interruption notice. */
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
