import type { ScalerDecision, ScalerObservation } from '../autoscaling/cluster-scaler.js';
import type { TerminationView } from '../autoscaling/group/terminate.js';
import type { CapacityMeasurement } from '../autoscaling/reservation.js';
import type { ScalingDecision } from '../services/scaling/decision.js';
import type { EquivalenceClass } from './cluster/equivalence-class.js';

/** One evaluation of a capacity provider by the scaler, with all its inputs. */
export interface ScalerEvaluation {
  readonly measured: CapacityMeasurement;
  readonly seen: ScalerObservation;
  readonly decision: ScalerDecision;
}

/**
 * Receives decisions as they are taken, with their inputs and before anything changes; facts report only their results. It must not change
 * the simulation. Without tracers a run only checks an empty list.
 */
export interface Tracer {
  /** An instance was searched for one task of the class, and so for all that wait in it. `row`: NOWHERE when none has room. */
  searched?(equivalence: EquivalenceClass, slot: number, row: number): void;
  evaluated?(provider: number, evaluation: ScalerEvaluation): void;
  /** A group is to lose an instance. `row`: NO_VICTIM when none may go. */
  terminationChosen?(provider: number, view: TerminationView, row: number): void;
  /** A service's scaler has decided. The decision is a record that the next decision overwrites. */
  scaled?(service: number, decision: ScalingDecision): void;
}
