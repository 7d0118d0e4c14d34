import type { ReplicationRequest } from '../../../cli/replication-options.js';
import type { WorldsRequest } from '../../../cli/uncertain-options.js';
import { assignmentOf } from '../../../run/assignment.js';
import { jobScenarioOf } from '../../../run/jobs/job-scenario.js';
import { loadPeriodMs } from '../../../run/load-period.js';
import { drawWorlds } from '../../../run/uncertain/worlds.js';
import { faultStarts } from '../../../run/warm-up.js';
import type { ReplicationPlan } from '../run.js';
import type { Compared } from './read-all.js';

interface PlanRequest {
  /** Assignments of all scenarios, with those of a fit. */
  readonly set: readonly string[];
  readonly replicationRequest: ReplicationRequest;
  readonly worlds: WorldsRequest | null;
}

/** Plans the replications of scenarios, and their runs in plausible ECSs. */
export async function planOf(
  compared: readonly Pick<Compared, 'scenario' | 'policy' | 'changes'>[],
  { set, replicationRequest, worlds }: PlanRequest,
): Promise<ReplicationPlan> {
  const scenarios = compared.map(({ scenario }) => scenario);
  const { seed } = scenarios[0].setup;
  return {
    names: scenarios.map(({ setup }) => setup.name),
    scenarios: await Promise.all(
      compared.map(async ({ scenario, policy, changes }) => ({ ...(await jobScenarioOf(scenario, policy)), changes })),
    ),
    set: set.map(assignmentOf),
    durationsMs: scenarios.map(({ setup }) => setup.durationMs),
    faults: scenarios.map(({ setup }) => faultStarts(setup)),
    arePeriodic: scenarios.every(({ setup }) => loadPeriodMs(setup) !== null),
    seed,
    ...replicationRequest,
    ...(worlds === null ? {} : { worlds: drawWorlds(scenarios, { ...worlds, seed }) }),
  };
}
