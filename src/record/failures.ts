import type { Ms } from '../kernel/event-loop.js';
import { grouped } from '../kernel/grouped.js';
import { durationText, listText, plural } from '../kernel/quantity-text.js';
import type { ServiceSpec, Setup } from '../sim/setup.js';
import { definitionsOf } from '../sim/task-constraints.js';
import { NONE } from './ledger/live-rows.js';
import { type OwnerAccount, TaskStage } from './ledger/owner.js';
import type { RunAccounts } from './ledger/run-accounts.js';
import type { Waiting } from './waiting-reasons.js';

/** A task counts as not served if it has waited this long at the end, and longer than 99 % of the tasks of its service or workload. */
const LONG_MS = 15 * 60_000;

interface Unserved {
  /** The sentence of a failure, before and after the names of the services and workloads that share it. */
  readonly before: string;
  readonly name: string;
  readonly after: string;
}

/**
 * Why a run must not be ranked beside others, one clause each; empty if it did its work. A cluster that ran no task of a service or
 * workload is cheap because it did nothing.
 */
export function failuresOf(accounts: RunAccounts, endMs: Ms, stillWaiting: readonly Waiting[]): string[] {
  const oldest = oldestWaits(accounts, endMs);
  const unserved = accounts.owners.flatMap((owner, i): Unserved[] => {
    const waitedMs = oldest[i];
    const isLong = waitedMs > Math.max(LONG_MS, owner.waits.ascending().nearestRank(99) ?? 0);
    const reason =
      whyNot(accounts.setup, i) ?? stillWaiting.find((waiting) => waiting.owner === owner.name)?.reason ?? refusedText(owner.refused);
    const why = reason === undefined ? '' : `: ${reason}`;
    if (ranNoTask(owner, isLong, endMs)) return [{ before: 'ran no task of ', name: owner.name, after: why }];
    if (!isLong) return [];
    const waiting = owner.inStage[TaskStage.provisioning] + owner.inStage[TaskStage.pending];
    return [
      {
        before: `left ${plural(waiting, 'task')} of `,
        name: owner.name,
        after: ` waiting, ${waiting === 1 ? '' : 'one '}for ${durationText(waitedMs)}${why}`,
      },
    ];
  });
  return clauses(unserved);
}

function refusedText(refused: number): string | undefined {
  return refused === 0 ? undefined : `${plural(refused, 'request')} ${refused === 1 ? 'was' : 'were'} refused`;
}

/** Returns whether the service or workload ran no task, although its first request was not just before the end. */
function ranNoTask(owner: OwnerAccount, isLong: boolean, endMs: Ms): boolean {
  if (owner.isDaemon || owner.runningTasks.integralTo(endMs) > 0n) return false;
  return isLong || owner.stopped + owner.refused > 0 || owner.missingTasks.integralTo(endMs) > BigInt(LONG_MS * Math.max(1, owner.desired));
}

/** By owner: the longest wait of a task that still waits at the end; -1: none does. */
function oldestWaits({ tasks, classes, owners }: RunAccounts, endMs: Ms): number[] {
  const { columns, rows, step, ordinal } = tasks;
  const oldest = owners.map(() => NONE);
  for (let row = 0; row < rows; row += step) {
    const stage = columns.stage[row];
    if (ordinal[row] === NONE || (stage !== TaskStage.provisioning && stage !== TaskStage.pending)) continue;
    const owner = classes.owner[columns.class[row]];
    oldest[owner] = Math.max(oldest[owner], endMs - columns.requestedMs[row]);
  }
  return oldest;
}

/** Returns the mistake behind most clusters without a task: no instance type has the processor or the operating system of the image. */
function whyNot(setup: Setup, owner: number): string | undefined {
  const work = setup.services[owner] ?? setup.workloads[owner - setup.services.length];
  const types = typesFor(setup, work.capacity);
  const definitions = definitionsOf(work, setup);
  for (const key of ['architecture', 'operatingSystem'] as const) {
    const fleet = new Set(types.map((type) => type[key]));
    const wanted = definitions.map((definition) => definition[key]);
    if (types.length > 0 && wanted.every((one) => one !== null && !fleet.has(one)))
      return `its image is ${wanted[0]} and the fleet ${[...fleet].join(', ')}`;
  }
  return undefined;
}

/** The instance types that a task may run on; empty if it may run on Fargate or on instances outside AWS. */
function typesFor({ capacityProviders, staticInstances, instanceTypes }: Setup, capacity: ServiceSpec['capacity']) {
  if (capacity.kind === 'strategy') {
    const groups = capacity.items.map(({ provider }) => capacityProviders[provider]);
    const types = groups.every((group) => group !== undefined) ? groups.flatMap((group) => group.instanceTypes) : [];
    return types.map((type) => instanceTypes[type]);
  }
  if (capacity.isExternal) return [];
  const types = [...capacityProviders.flatMap((group) => group.instanceTypes), ...staticInstances.map(({ instanceType }) => instanceType)];
  return types.map((type) => instanceTypes[type]);
}

/** One clause for all that share a fault: "ran no task of web, api and batch: ...". */
function clauses(unserved: readonly Unserved[]): string[] {
  const kinds = grouped(unserved, ({ before, after }) => `${before}|${after}`);
  return [...kinds.values()].map((same) => `${same[0].before}${listText(same.map(({ name }) => name))}${same[0].after}`);
}
