import { explainPlacement } from '../../placement/explain/placement.js';
import { Refusal } from '../../placement/fit.js';
import { NOWHERE } from '../../placement/view.js';
import { Names, refusalName } from '../../record/tables/names.js';
import type { EquivalenceClass } from '../../sim/cluster/equivalence-class.js';
import type { World } from '../../sim/cluster/world.js';
import type { RunTracer } from '../../sim/simulation.js';

/** An instance when a task was placed: of the task's capacity provider, oldest first. */
export interface Candidate {
  readonly instance: number;
  readonly type: string;
  readonly zone: string;
  readonly cpuUnitsFree: number;
  readonly memoryMibFree: number;
  readonly isChosen: boolean;
  /** Every check that it failed, in ECS's words; empty: it fits. */
  readonly reasons: readonly string[];
}

/** Lists the instances that a task might have gone to, as they were immediately before it was placed. */
export class CandidateList implements RunTracer {
  candidates: readonly Candidate[] = [];
  private world!: World;

  constructor(private readonly task: number) {}

  begin(world: World): void {
    this.world = world;
  }

  searched({ request }: EquivalenceClass, slot: number, row: number): void {
    const { tasks, fleet, setup } = this.world;
    if (row === NOWHERE || tasks.task[slot] !== this.task) return;
    const names = new Names(setup);
    this.candidates = explainPlacement(fleet, request, [], 0)
      .verdicts.filter(({ failed }) => failed.every(({ code }) => code !== Refusal.otherProvider))
      .map(({ row: other, failed }) => ({
        instance: fleet.instance[other],
        type: names.types[fleet.type[other]],
        zone: names.zones[fleet.zone[other]],
        cpuUnitsFree: fleet.cpuUnitsFree[other],
        memoryMibFree: fleet.memoryMibFree[other],
        isChosen: other === row,
        reasons: failed.map(({ code }) => refusalName(code)),
      }));
  }
}
