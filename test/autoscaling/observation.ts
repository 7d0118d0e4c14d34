import { initialScalerState, type ScalerObservation, type ScalerState } from '../../src/autoscaling/cluster-scaler.js';
import { type ManagedScaling, SCALER_DEFAULTS, type ScalerSettings } from '../../src/autoscaling/cluster-scaler-settings.js';

export const MINUTE_MS = 60_000;

/** AWS's own defaults of `managedScaling`. */
export function managed(changes: Partial<ManagedScaling> = {}): ManagedScaling {
  return { isEnabled: true, targetPercent: 100, minimumStep: 1, maximumStep: 10_000, warmupMs: 300_000, ...changes };
}

export function withSettings(changes: Partial<ScalerSettings> = {}): ScalerSettings {
  return { ...SCALER_DEFAULTS, ...changes };
}

/** Three instances, all needed, all warm, an hour into the run; a test says what is different. */
export function observed(changes: Partial<ScalerObservation> = {}): ScalerObservation {
  const steady = { needed: 3, running: 3, isIncompatibleOnly: false, desired: 3, minSize: 0, maxSize: 100 };
  return { ...steady, atMs: 3_600_000, managed: managed(), youngestLaunchMs: null, booting: 0, lastRegisteredMs: null, ...changes };
}

export function remembered(changes: Partial<ScalerState> = {}): ScalerState {
  return { ...initialScalerState(), ...changes };
}
