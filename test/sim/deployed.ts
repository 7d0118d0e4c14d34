import { expect } from 'vitest';
import { type FailureMode, SOUND } from '../../src/services/deployments/failure-modes.js';
import { TARGET_CHECK_DEFAULTS } from '../../src/services/load-balancing/target-health.js';
import type { DeploymentSpec } from '../../src/sim/deployment-spec.js';
import type { LoadSpec } from '../../src/sim/load-spec.js';
import type { ServiceSpec } from '../../src/sim/setup.js';
import { brokenInvariants } from './invariants/invariants.js';
import {
  constant,
  MINUTE,
  onLaunchType,
  PLAIN_CARE,
  type Recorder,
  run,
  type SetupParts,
  service,
  staticInstance,
  taskDefinition,
} from './setups.js';

/** A service of four tasks behind a load balancer that is deployed anew at minute 10. */

const TARGETS = { targetGroup: { check: TARGET_CHECK_DEFAULTS, deregistrationDelayMs: 0 } };
/** Three times as slow as the first revision. */
export const SLOWER = { meanMs: 600, cpuMs: 150 };

/** A first revision, and a second one at minute 10. */
export function deploymentSpecWith(over: Partial<Omit<DeploymentSpec, 'revisions'>>, mode: Partial<FailureMode> = {}): DeploymentSpec {
  const revisions = [
    { atMs: 0, taskDefinition: 0, mode: SOUND },
    { atMs: 10 * MINUTE, taskDefinition: 1, mode: { ...SOUND, ...mode } },
  ];
  return { revisions, ...PLAIN_CARE, ...TARGETS, checks: revisions.map(() => []), ...over };
}

export function simulate(load: LoadSpec | null, spec: Partial<ServiceSpec>, parts: SetupParts = {}): Recorder {
  const { simulation, recorder } = run({
    minutes: 40,
    capacityProviders: [],
    staticInstances: [staticInstance({ count: 8 })],
    taskDefinitions: [taskDefinition(), taskDefinition({ revision: 2 })],
    timings: { containerStart: constant(10_000) },
    services: [service(4, { capacity: onLaunchType, load, ...spec })],
    ...parts,
  });
  expect(brokenInvariants(simulation.world)).toEqual([]);
  return recorder;
}
