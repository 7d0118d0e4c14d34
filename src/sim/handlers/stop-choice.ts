import { chooseToStop } from '../../placement/stop.js';
import { Purpose } from '../cluster/chance.js';
import { Draining, NONE } from '../cluster/fleet.js';
import type { World } from '../cluster/world.js';
import { assert } from '../kernel/assert.js';

/** Which task a shrinking service gives up: what waits first, newest first, then by its strategy's stop rule (scaler choice 5). */
export class StopChoice {
  private slots = new Int32Array(64);
  private row = new Int32Array(64);
  private order = new Int32Array(64);

  constructor(private readonly world: World) {}

  /** A slot, of those on DRAINING instances or of the others. There must be one with desiredStatus RUNNING. */
  choose(service: number, isOnDraining: boolean): number {
    const { tasks, fleet, roster, setup, lines, chance, keys } = this.world;
    const record = roster.services[service];
    if (record.alive > this.slots.length) this.widen(record.alive * 2);
    let count = 0;
    for (let slot = record.newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
      if (tasks.cause[slot] !== 0) continue;
      if (tasks.instance[slot] === NONE) {
        if (!isOnDraining) return slot;
        continue;
      }
      const row = fleet.rowOf[tasks.instance[slot]];
      if ((fleet.state[row] === Draining) !== isOnDraining) continue;
      this.slots[count] = slot;
      this.row[count] = row;
      this.order[count] = tasks.task[slot];
      count++;
    }
    assert(count > 0, 'a service that gives up a task has one');
    const { request } = lines.all[tasks.line[this.slots[0]]];
    const rule = { chain: setup.services[service].placementStrategy, tie: setup.waiting.stopTie };
    const draw = chance.bits(keys.services[service], Purpose.stopChoice, tasks.nth[this.slots[0]]);
    return this.slots[chooseToStop(fleet, { count, row: this.row, order: this.order, request }, rule, draw)];
  }

  private widen(capacity: number): void {
    this.slots = new Int32Array(capacity);
    this.row = new Int32Array(capacity);
    this.order = new Int32Array(capacity);
  }
}
