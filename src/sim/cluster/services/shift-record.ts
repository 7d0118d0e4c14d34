import type { CodeDeployState } from '../../../services/deployments/code-deploy.js';
import type { NativeState } from '../../../services/deployments/native.js';

/** The blue and green revisions of a deployment that shifts traffic, as plain data. */
export interface ShiftRecord {
  readonly blue: number;
  readonly green: number;
  readonly state: CodeDeployState | NativeState;
  readonly keeps: 'both' | 'blue' | 'green';
  readonly greenPercent: number;
  /** The last time for which its next step was scheduled. */
  readonly dueMs: number;
}
