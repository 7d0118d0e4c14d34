import type { Ms } from '../../../kernel/event-loop.js';
import { explainPlacement } from '../../../placement/explain/placement.js';
import { REFUSALS, Refusal } from '../../../placement/fit.js';
import { BY_LOT } from '../../../placement/strategies.js';
import type { PlacementStrategy } from '../../../placement/view.js';
import { Purpose } from '../../../sim/cluster/chance.js';
import type { EquivalenceClass } from '../../../sim/cluster/equivalence-class.js';
import { NONE } from '../../../sim/cluster/fleet.js';
import type { World } from '../../../sim/cluster/world.js';
import { whyNoneFits } from '../../../sim/never-fits.js';
import type { Setup } from '../../../sim/setup.js';
import { countsOf, type RefusalCount } from './refusal-log.js';

/** One step of the strategy: of the instances that tied before, those with the lowest score stay (S.PLACE-8). */
interface StepRecord {
  readonly step: string;
  readonly rule: string;
  /** Score of the instance that took the task: free units or MiB, or tasks of its group; the lowest wins. */
  readonly score: number;
  /** The lowest score that this step ruled out; null: it ruled out none. */
  readonly nextScore: number | null;
  readonly left: number;
}

/** The instance of a task, and the reasons against the others. */
export interface PlacementRecord {
  readonly atMs: Ms;
  readonly instance: number;
  readonly instanceType: string;
  readonly zone: string;
  /** Living instances of the capacity provider, or all instances for a launch type. */
  readonly instances: number;
  readonly fitting: number;
  readonly counts: readonly RefusalCount[];
  /** Free on the instance immediately before the placement. */
  readonly cpuUnitsFree: number;
  readonly memoryMibFree: number;
  readonly eniFree: number;
  readonly launchedMs: Ms;
  readonly registeredMs: Ms;
  /** Empty after a placement by a policy. */
  readonly steps: readonly StepRecord[];
  readonly policy: string | null;
  /** Index from 0 of the step that left one instance; or the other reason that decided. */
  readonly decidedBy: number | 'oldest' | 'onlyOne' | 'policy' | 'named';
}

const STEP_RULES: Readonly<Record<PlacementStrategy['type'], string>> = { binpack: 'S.PLACE-4', spread: 'S.PLACE-6', random: 'S.PLACE-5' };

/** Explains a choice just made, before its effects. It does not call a policy again, because a policy may keep state. */
export function recordPlacement(
  world: World,
  equivalence: EquivalenceClass,
  { slot, row }: { readonly slot: number; readonly row: number },
): PlacementRecord {
  const { fleet, setup } = world;
  const { policy } = equivalence;
  const strategies = strategiesOf(world, equivalence);
  const chain = policy === undefined ? [...equivalence.criteria, ...(setup.placement.tie === 'hash' ? [BY_LOT] : [])] : [];
  const draw = equivalence.draws ? world.chance.bits(world.keyOf(equivalence), Purpose.placement, world.tasks.nth[slot]) : 0;
  const { verdicts, steps, decidedBy } = explainPlacement(fleet, equivalence.request, chain, draw);
  const counts = new Int32Array(REFUSALS.length);
  for (const { failed } of verdicts) if (failed.length > 0) counts[failed[0].code]++;
  const fitting = verdicts.filter(({ failed }) => failed.length === 0).length;
  return {
    ...locationOf(world, row),
    instances: fleet.count - counts[Refusal.otherProvider],
    fitting,
    counts: countsOf(counts),
    steps: steps.map(({ scores, left }, i): StepRecord => {
      const score = scores.get(row)!;
      const before = i === 0 ? [...scores.keys()] : steps[i - 1].left;
      const out = before.filter((other) => scores.get(other)! > score).map((other) => scores.get(other)!);
      const nextScore = out.length === 0 ? null : Math.min(...out);
      return { ...(strategies[i] ?? LOT), score, nextScore, left: left.length };
    }),
    policy: policy === undefined ? null : setup.placement.policy,
    decidedBy: fitting < 2 ? 'onlyOne' : policy !== undefined ? 'policy' : (decidedBy as PlacementRecord['decidedBy']),
  };
}

/** Explains a task placed without a search: a daemon's, or one of StartTask. */
export function recordNamed(world: World, row: number, equivalence: EquivalenceClass): PlacementRecord {
  const where = locationOf(world, row);
  // This runs after the reservation, so it adds the task's resources back.
  const before = { cpuUnitsFree: where.cpuUnitsFree + equivalence.cpuUnits, memoryMibFree: where.memoryMibFree + equivalence.memoryMib };
  return {
    ...where,
    ...before,
    eniFree: where.eniFree + equivalence.eni,
    instances: 1,
    fitting: 1,
    counts: [],
    steps: [],
    policy: null,
    decidedBy: 'named',
  };
}

const LOT = { step: 'lot', rule: 'A.PL-5' };

function locationOf({ fleet, setup, loop }: World, row: number) {
  return {
    atMs: loop.nowMs,
    instance: fleet.instance[row],
    instanceType: setup.instanceTypes[fleet.type[row]].name,
    zone: setup.zones[fleet.zone[row]],
    cpuUnitsFree: fleet.cpuUnitsFree[row],
    memoryMibFree: fleet.memoryMibFree[row],
    eniFree: fleet.eniFree[row],
    launchedMs: Math.max(0, fleet.launchedMs[row]),
    registeredMs: Math.max(0, fleet.registeredMs[row]),
  };
}

function strategiesOf({ setup }: World, { service, workload }: EquivalenceClass): { readonly step: string; readonly rule: string }[] {
  const { placementStrategy } = service === NONE ? setup.workloads[workload] : setup.services[service];
  return placementStrategy.map((strategy) => ({ step: strategyText(strategy), rule: STEP_RULES[strategy.type] }));
}

/** Formats a step of a strategy. */
export function strategyText({ type, field }: PlacementStrategy): string {
  return field === undefined ? type : `${type} ${field.replace('attribute:ecs.availability-zone', 'zone').replace('attribute:', '')}`;
}

/** Why no empty instance of its capacity can take the task; empty if one can. */
export function neverFits(setup: Setup, { service, workload, taskClass }: EquivalenceClass): string {
  const spec = service === NONE ? setup.workloads[workload] : setup.services[service];
  return whyNoneFits(setup, spec, setup.taskDefinitions[taskClass.definition]);
}
