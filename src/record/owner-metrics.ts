import type { Money } from '../billing/money.js';
import type { Ms } from '../kernel/event-loop.js';
import { StopCause } from '../sim/facts.js';
import { volumesOf } from '../sim/volumes.js';
import { HOUR_DIGITS } from './digits.js';
import { type Costs, usdCell } from './ledger/costs.js';
import { quotient } from './ledger/level.js';
import type { OwnerAccount } from './ledger/owner.js';
import type { RunAccounts } from './ledger/run-accounts.js';
import type { OwnerMetrics } from './run-metrics.js';
import { failed, lost, minutesOf, stillWaiting } from './task-figures.js';

const MS_PER_HOUR = 3_600_000n;

/** Returns the figures of each service and workload. */
export function ownersMetrics(
  accounts: RunAccounts,
  { costs, shares }: { costs: Costs; shares: readonly Money[] | null },
  endMs: Ms,
): OwnerMetrics[] {
  const volumes = new Map<number, Money>();
  for (const [nth, { owner }] of volumesOf(accounts.setup).entries()) volumes.set(owner, (volumes.get(owner) ?? 0n) + costs.ofVolumes[nth]);
  return accounts.owners.map((owner, i) => ({
    ...ownerMetrics(owner, shares?.[i] ?? null, endMs),
    ...creditOf(accounts.creditedTo(i)),
    ...(volumes.has(i) ? { volumes_usd: usdCell(volumes.get(i)!) } : {}),
  }));
}

function ownerMetrics(owner: OwnerAccount, share: Money | null, endMs: Ms): OwnerMetrics {
  const ascending = owner.waits.ascending();
  return {
    name: owner.name,
    kind: owner.kind,
    ...(owner.isDaemon ? { is_daemon: true as const } : {}),
    tasks_requested: owner.requested,
    tasks_started: owner.started,
    tasks_completed: owner.stoppedBy[StopCause.runEnded],
    tasks_failed: failed(owner),
    tasks_interrupted: lost(owner),
    tasks_waiting: stillWaiting(owner),
    task_hours: quotient(owner.runningTasks.integralTo(endMs), MS_PER_HOUR, HOUR_DIGITS) ?? 0,
    wait_p50_ms: ascending.nearestRank(50),
    wait_p95_ms: ascending.nearestRank(95),
    wait_max_ms: ascending.nearestRank(100),
    cost_usd: share === null ? null : usdCell(share),
    below_desired_task_minutes: minutesOf([owner], ({ missingTasks }) => missingTasks, endMs),
    without_task_minutes: minutesOf([owner], ({ withoutTask }) => withoutTask, endMs),
  };
}

/** The credit for tasks that cost less in the end than in tasks.csv; no key if there is none. */
function creditOf(money: Money): Pick<OwnerMetrics, 'credited_usd'> {
  return money === 0n ? {} : { credited_usd: usdCell(money) };
}
