import { isPooled } from '../../../autoscaling/group/lifecycle.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { InstanceCause } from '../../facts.js';
import { foundFailedMs } from './group-checks.js';

/**
 * Keeps an instance that ends now by another's hand in its group's count until the group launches another: at its next health check (P.92),
 * or after `groups.launchDelay` for an interrupted one, whose end it sees at once (P.159). An instance that the group has already replaced
 * is not lost.
 */
export function loseInstance(world: World, row: number, cause: number): void {
  const { fleet, loop, records, setup } = world;
  const provider = fleet.provider[row];
  const inServiceMs = fleet.inServiceMs[row];
  if (provider < 0 || inServiceMs === NONE || fleet.leavesFor[row] !== 0 || isPooled(fleet.lifecycle[row])) return;
  const instance = fleet.instance[row];
  if (records.groups[provider].replacements.some(({ old }) => old === instance)) return;
  const replaceableMs =
    cause === InstanceCause.interrupted
      ? loop.nowMs + setup.groups.launchDelayMs
      : foundFailedMs(world, provider, { sinceMs: loop.nowMs, inServiceMs, isRunning: false });
  records.groups[provider].lostMs.push(replaceableMs);
  if (replaceableMs > loop.nowMs) loop.schedule(replaceableMs, EventKind.groupAdjusts, provider);
}
