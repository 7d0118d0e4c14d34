import type { HookResult } from './hooks.js';
import type { WarmState } from './warm-pool.js';

/** LifecycleState of an instance, in the words of EC2 Auto Scaling. */
export type LifecycleState =
  | 'Pending'
  | 'Pending:Wait'
  | 'Pending:Proceed'
  | 'InService'
  | 'Terminating'
  | 'Terminating:Wait'
  | 'Terminating:Proceed'
  | 'Terminated'
  | 'Warmed:Pending'
  | 'Warmed:Pending:Wait'
  | 'Warmed:Pending:Proceed'
  | `Warmed:${WarmState}`;

/** What decides the next state. */
export interface Transition {
  /** The group has a hook for this transition. One for launches acts both when an instance enters the warm pool and when it leaves it. */
  readonly hasHook: boolean;
  /** Of the hooks that are waited for; null: not yet. */
  readonly outcome: HookResult | null;
  readonly poolState: WarmState;
}

/** Where an instance goes from here by itself; the same state when it stays. Leaving the pool (to Pending) and scale-in (to Terminating) are decisions of the group. */
export function nextLifecycleState(state: LifecycleState, { hasHook, outcome, poolState }: Transition): LifecycleState {
  switch (state) {
    case 'Pending':
      return hasHook ? 'Pending:Wait' : 'InService';
    case 'Warmed:Pending':
      return hasHook ? 'Warmed:Pending:Wait' : `Warmed:${poolState}`;
    case 'Terminating':
      return hasHook ? 'Terminating:Wait' : 'Terminated';
    case 'Pending:Wait':
    case 'Warmed:Pending:Wait':
      // An abandoned launch ends the instance, and the group launches another.
      if (outcome === 'ABANDON') return 'Terminating';
      if (outcome === null) return state;
      return state === 'Pending:Wait' ? 'Pending:Proceed' : 'Warmed:Pending:Proceed';
    case 'Terminating:Wait':
      // Either result lets it go: ABANDON only skips the other hooks.
      return outcome === null ? state : 'Terminating:Proceed';
    case 'Pending:Proceed':
      return 'InService';
    case 'Warmed:Pending:Proceed':
      return `Warmed:${poolState}`;
    case 'Terminating:Proceed':
      return 'Terminated';
    default:
      return state;
  }
}
