import { describe, expect, it } from 'vitest';
import { TaskState } from '../../src/services/task-states.js';
import { seeds } from '../extent.js';
import { reread } from '../reread.js';
import { swarmSetup } from '../sim/swarm-setup.js';
import { type EcsEvent, INSTANCE, linesOf, listenedTo, type ServiceMessage, TASK } from './ecs-stream.js';
import { isTaskTransition } from './task-transitions.js';

const SEEDS = seeds(2, 10);

function streamOf(seed: number): EcsEvent[] {
  const setup = swarmSetup(seed);
  const { simulation, subscriber, text } = listenedTo(setup);
  simulation.advance();
  subscriber.finish(setup.durationMs);
  return linesOf<EcsEvent>(text.events);
}

function byResource(events: readonly EcsEvent[], type: string): EcsEvent[][] {
  const found = new Map<string, EcsEvent[]>();
  for (const event of events) {
    if (event['detail-type'] !== type) continue;
    const own = found.get(event.resources[0]);
    if (own === undefined) found.set(event.resources[0], [event]);
    else own.push(event);
  }
  return [...found.values()];
}

const stateOf = (name: string) => TaskState[name as keyof typeof TaskState];

/** What is wrong with the step from one event of a task to the next. */
function stepProblems({ detail: before }: EcsEvent, { detail: after }: EcsEvent): string[] {
  const [from, to] = [before, after].map(({ lastStatus }) => stateOf(lastStatus));
  const step = `${before.lastStatus} ${before.desiredStatus} to ${after.lastStatus} ${after.desiredStatus}`;
  const isLawful = before.lastStatus !== 'STOPPED' && (from === to || isTaskTransition(from, to));
  // No stopped task is started again.
  return isLawful && !(before.desiredStatus === 'STOPPED' && after.desiredStatus === 'RUNNING') ? [] : [step];
}

/** What is wrong with an event of a task by itself. */
function taskProblems({ detail }: EcsEvent): string[] {
  const { desiredStatus, lastStatus, stopCode, stoppedReason, startedAt, containerInstanceArn, launchType, version } = detail;
  const isToStop = desiredStatus === 'STOPPED';
  return [
    ...((stopCode !== undefined) === isToStop && (stoppedReason !== undefined) === isToStop ? [] : [`${stopCode} while ${desiredStatus}`]),
    ...(version > 1 || ['PROVISIONING', 'PENDING'].includes(lastStatus) ? [] : [`begins ${lastStatus}`]),
    ...(lastStatus !== 'RUNNING' || startedAt !== undefined ? [] : ['RUNNING without startedAt']),
    ...(lastStatus !== 'PENDING' || launchType === 'FARGATE' || containerInstanceArn !== undefined ? [] : ['PENDING on no instance']),
  ];
}

/** CPU that living tasks have on each instance, and that each instance says is taken. */
function cpuTaken(events: readonly EcsEvent[]) {
  const byTasks = new Map<string, number>();
  for (const own of byResource(events, TASK)) {
    const { lastStatus, containerInstanceArn: instance, cpu } = own.at(-1)!.detail;
    if (lastStatus !== 'STOPPED' && instance !== undefined) byTasks.set(instance, (byTasks.get(instance) ?? 0) + Number(cpu));
  }
  const said = byResource(events, INSTANCE).flatMap((own) => {
    const { status, registeredResources, remainingResources } = own.at(-1)!.detail;
    const taken = registeredResources[0].integerValue - remainingResources[0].integerValue;
    return status === 'INACTIVE' || taken === 0 ? [] : [[own[0].resources[0], taken] as const];
  });
  return { byTasks, byInstances: new Map(said) };
}

describe('the events of any scenario', () => {
  it.each(SEEDS)('[T.EVT-3, T.EVT-4, S.TASK-1] are in order, and lawful by themselves and one after the other (seed %i)', (seed) => {
    const events = streamOf(seed);
    const times = events.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    for (const own of [...byResource(events, TASK), ...byResource(events, INSTANCE)])
      expect(own.map(({ detail }) => detail.version)).toEqual(own.map((_, i) => i + 1));
    const tasks = byResource(events, TASK);
    expect(tasks.length).toBeGreaterThan(10);
    expect(tasks.flatMap((own) => own.flatMap(taskProblems))).toEqual([]);
    expect(tasks.flatMap((own) => own.slice(1).flatMap((event, i) => stepProblems(own[i], event)))).toEqual([]);
    const { byTasks, byInstances } = cpuTaken(events);
    expect(byInstances).toEqual(byTasks);
  });

  it.each(seeds(1, 6))('are the same after save() and load() through JSON (seed %i)', (seed) => {
    const setup = swarmSetup(seed);
    const whole = listenedTo(setup);
    whole.simulation.advance();
    whole.subscriber.finish(setup.durationMs);
    const first = listenedTo(setup);
    first.simulation.advance(Math.floor(setup.durationMs * ((seed % 7) / 7)) + 1);
    const second = listenedTo(setup);
    second.simulation.load(reread(first.simulation.save()));
    second.simulation.advance();
    second.subscriber.finish(setup.durationMs);
    for (const file of ['events', 'messages'] as const) expect(first.text[file] + second.text[file]).toBe(whole.text[file]);
    expect(linesOf<ServiceMessage>(whole.text.messages).length).toBeGreaterThan(0);
  });
});
