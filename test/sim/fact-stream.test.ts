import { describe, expect, it } from 'vitest';
import { hash32 } from '../../src/kernel/hash.js';
import { RunAccounts } from '../../src/record/ledger/run-accounts.js';
import { sendEnd, sendStart, type TaskStart } from '../../src/sim/facts.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation, type SimulationParts } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { EVERYTHING } from '../billing/terms.js';
import { seeds } from '../extent.js';
import { batch, constant, MINUTE, onLaunchType, Recorder, setup, staticInstance } from './setups.js';
import { swarmSetup } from './swarm-setup.js';

/** Takes joined facts, and keeps both them and the facts that they stand for. */
class Joining extends Recorder {
  readonly joined: [what: 'start' | 'end', task: number, minute: number][] = [];

  onTaskStarts(start: TaskStart): void {
    this.joined.push(['start', start.task, start.atMs / MINUTE]);
    sendStart(this, start);
  }

  onTaskEnds(task: number, cause: number, atMs: number): void {
    this.joined.push(['end', task, atMs / MINUTE]);
    sendEnd(this, task, cause, atMs);
  }
}

function simulation(what: Setup, subscribers: SimulationParts['subscribers']): Simulation {
  const sources = what.workloads.map((workload) => makeSource(workload.arrivals, { seed: what.seed, name: workload.name }));
  return new Simulation(what, { sources, ...(subscribers === undefined ? {} : { subscribers }) });
}

/** Without delays, so that many tasks start and end in one millisecond. */
function quickSetup(seed: number): Setup {
  const drawn = swarmSetup(seed);
  const none = constant(0);
  return { ...drawn, timings: { ...drawn.timings, imagePull: none, containerStart: none, containerStop: none } };
}

/** Two tasks at minute 1 and one at minute 4, each of 2 minutes, on an instance that is there. */
const TASKS = [batch([1], 2, 2 * MINUTE, { capacity: onLaunchType }), batch([4], 1, 2 * MINUTE, { name: 'late', capacity: onLaunchType })];
const PARTS = { minutes: 10, capacityProviders: [], staticInstances: [staticInstance({ count: 1 })], workloads: TASKS };

describe('facts of a task in one millisecond', () => {
  it('are one call for its start and one for its end, where all subscribers take them so', () => {
    const joining = new Joining();
    simulation(setup(PARTS), [joining]).advance();
    expect(joining.joined).toEqual([
      ['start', 0, 1],
      ['start', 1, 1],
      ['end', 0, 3],
      ['end', 1, 3],
      ['start', 2, 4],
      ['end', 2, 6],
    ]);
  });

  it('come in their order, and none twice, where more wait than are sent together', () => {
    const workloads = [batch([1, 2], 700, 2 * MINUTE, { capacity: onLaunchType })];
    const many = setup({ ...PARTS, staticInstances: [staticInstance({ count: 350 })], workloads });
    const [plain, joining] = [new Recorder(), new Joining()];
    simulation(many, [joining]).advance();
    simulation(many, [plain]).advance();
    const tasks = [...Array(1400).keys()];
    expect(joining.joined.filter(([what]) => what === 'start').map(([, task]) => task)).toEqual(tasks);
    expect(joining.joined.filter(([what]) => what === 'end').map(([, task]) => task)).toEqual(tasks);
    expect(joining.facts).toEqual(plain.facts);
  });

  it('are facts one by one for all, where one subscriber does not take them so', () => {
    const joining = new Joining();
    simulation(setup(PARTS), [joining, new Recorder()]).advance();
    expect(joining.joined).toEqual([]);
    expect(joining.storyOfTask(2)).toEqual([
      ['taskRequested', 4 * MINUTE],
      ['taskPlaced', 4 * MINUTE],
      ['taskPending', 4 * MINUTE],
      ['taskRunning', 4 * MINUTE],
      ['taskStopping', 6 * MINUTE],
      ['taskStopped', 6 * MINUTE],
    ]);
  });

  it('do not join where the containers take time to start, and none is left unsent at the end of an advance', () => {
    const joining = new Joining();
    const slow = simulation(setup({ ...PARTS, timings: { containerStart: constant(MINUTE) } }), [joining]);
    slow.advance(MINUTE);
    expect(joining.storyOfTask(1).map(([name]) => name)).toEqual(['taskRequested', 'taskPlaced', 'taskPending']);
    slow.advance();
    expect(joining.joined.map(([what]) => what)).toEqual(['end', 'end', 'end']);
  });

  it.each(seeds(3, 40))('unfold into the facts that others get, in slices of any length (seed %i)', (seed) => {
    const quick = quickSetup(seed);
    const [plain, joining] = [new Recorder(), new Joining()];
    simulation(quick, [plain]).advance();
    const sliced = simulation(quick, [joining]);
    for (let slice = 0; sliced.advance(quick.durationMs, 1 + (hash32(seed, 2, slice, 0) % 60)) === 'sliced'; slice++);
    expect(joining.facts).toEqual(plain.facts);
  });

  it.each(seeds(3, 40))('leave the accounts of a run as the facts one by one do (seed %i)', (seed) => {
    const what = { ...quickSetup(seed), billing: EVERYTHING };
    const [alone, among] = [new RunAccounts(what, { hasShares: true }), new RunAccounts(what, { hasShares: true })];
    simulation(what, [alone]).advance();
    simulation(what, [among, new Recorder()]).advance();
    const parts = ({ owners, groups }: RunAccounts) => [...owners, ...groups].map((part) => part.save());
    expect(parts(alone)).toEqual(parts(among));
    expect(alone.sharesAt(what.durationMs)).toEqual(among.sharesAt(what.durationMs));
  });
});
