import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { History } from '../../../src/answers/history.js';
import { importScenario } from '../../../src/import/import.js';
import { EcsEvents } from '../../../src/record/ecs-events/ecs-events.js';
import { EcsNames } from '../../../src/record/ecs-events/names.js';
import { FollowingDigest } from '../../../src/run/following-digest.js';
import { Simulation } from '../../../src/sim/simulation.js';
import { filesOf } from '../../../src/studies/export/files.js';
import { makeSource } from '../../../src/workload/make-source.js';
import { seeds } from '../../extent.js';
import { load } from '../../scenario/scenarios.js';
import { mixedScenario } from './mixed-scenario.js';
import { randomScenario } from './random-scenario.js';

const MINUTES = 60;
const AT_MS = MINUTES * 60_000;
const SEEDS = seeds(3, 24);
const NOWHERE = { write: () => true };

const MIXED = seeds(2, 8);

// biome-ignore lint/suspicious/noExplicitAny: scenarios of two kinds as plain data.
type Scenario = any;

/** The run of a scenario, and its facts after a time. */
function run(text: object, fromMs: number) {
  const loaded = load(stringify(text));
  if (loaded.errors !== undefined) throw new Error(loaded.errors.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  const { setup, scenario } = loaded;
  const lines: string[] = [];
  const follows = new FollowingDigest(setup, fromMs, lines);
  const events = new EcsEvents(setup, { events: NOWHERE, messages: NOWHERE });
  const history = new History(setup);
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
  const simulation = new Simulation(setup, { sources, subscribers: [follows, events, history] });
  return { simulation, follows, lines, moment: { scenario, world: simulation.world, events, history, names: new EcsNames(setup) } };
}

/** A run to its end, and what was written down of it on the way. */
function written(text: Scenario) {
  const first = run(text, AT_MS);
  first.simulation.advance(AT_MS);
  const files = filesOf(first.moment);
  first.simulation.advance();
  return { first, files };
}

/** Returns where two runs differ, in readable lines. */
function expectSame(first: ReturnType<typeof run>, second: ReturnType<typeof run>): void {
  second.simulation.advance();
  const digests = [first, second].map(({ follows }) => follows.text);
  const [was, is] = [first.lines, second.lines];
  const differs = was.findIndex((line, i) => line !== is[i]);
  if (differs >= 0) expect(around(is, differs)).toEqual(around(was, differs));
  expect(was.length).toBeGreaterThan(100);
  expect(digests[1]).toBe(digests[0]);
}

/** The scenario from a time on: nothing arrives any more, services keep their last counts. */
function from(
  text: Scenario,
  present: { services: { serviceName: string; deployments: { status: string; taskDefinition: string }[] }[] },
  at: string,
) {
  const deployed = (name: string) =>
    present.services.find(({ serviceName }) => serviceName === name)?.deployments.find(({ status }) => status === 'PRIMARY')
      ?.taskDefinition;
  return {
    ...text,
    startsAt: at.replace('.000Z', 'Z'),
    duration: `${3 * MINUTES}m`,
    services: text.services.map(({ desiredCountSchedule: timeline, deployments: _, ...service }: Scenario) => ({
      ...service,
      taskDefinition: deployed(service.serviceName) ?? service.taskDefinition,
      ...(timeline === undefined ? {} : { desiredCount: timeline.entries.at(-1)!.desiredCount }),
    })),
    workloads: over(text),
    present,
  };
}

/** Nothing arrives any more. */
function over({ workloads }: Scenario): object[] {
  return workloads.map((workload: object) => ({ ...workload, arrivals: { type: 'schedule', at: ['999h'] } }));
}

/** For a message that can be read. */
function around(lines: readonly string[], at: number): string[] {
  return lines.slice(Math.max(0, at - 3), at + 6);
}

/** What `drydock import` makes of the answers, with values that no answer of AWS has: how long things take, what crashes, when the run ends. */
function imported(answers: ReadonlyMap<string, object>, text: Scenario, at: string): object {
  const files = [...answers].map(([file, answer]) => ({ file, text: JSON.stringify(answer) }));
  const outcome = importScenario(files, { at: Date.parse(at) });
  if (outcome.scenario === undefined) throw new Error(outcome.mistakes.map(({ message }) => message).join('\n'));
  const made = parse(outcome.scenario) as { services: { serviceName: string }[] };
  const crashes = (name: string) => text.services.find((service: Scenario) => service.serviceName === name)!.timeToFailure;
  return {
    ...made,
    duration: `${3 * MINUTES}m`,
    timings: text.timings,
    serviceScheduler: text.serviceScheduler,
    scaler: text.scaler ?? {},
    spot: text.spot ?? {},
    fargate: text.fargate ?? {},
    services: made.services.map((service) => {
      const timeToFailure = crashes(service.serviceName);
      return { ...service, ...(timeToFailure === undefined ? {} : { timeToFailure }) };
    }),
    workloads: over(text),
  };
}

describe('a cluster that is written down and read again', () => {
  const runsOn = (text: Scenario) => {
    const { first, files } = written(text);
    const present = files.get('present.json') as Parameters<typeof from>[1] & { at: string };
    expectSame(first, run(from(text, present, present.at), 0));
  };
  const runsOnImported = (text: Scenario) => {
    const { first, files } = written(text);
    // The state itself comes from what AWS would answer.
    const { at } = files.get('present.json') as { at: string };
    files.delete('present.json');
    expectSame(first, run(imported(files, text, at), 0));
  };

  it.each(SEEDS)('runs on to the same digest (seed %i)', (seed) => runsOn(randomScenario(seed, MINUTES)));

  it.each(SEEDS)('does so through drydock import (seed %i)', (seed) => runsOnImported(randomScenario(seed, MINUTES)));

  it('has all of these in a mixed one', () => {
    const { files } = written(mixedScenario(0, MINUTES));
    const { containerInstances, tasks } = files.get('present.json') as { containerInstances: Scenario[]; tasks: Scenario[] };
    const on = (name: string) => tasks.filter(({ capacityProvider }) => capacityProvider === name).length;
    const met = {
      trunks: containerInstances.filter(({ trunk }) => trunk).length,
      spot: containerInstances.filter(({ lifecycle }) => lifecycle === 'spot').length,
      daemons: tasks.filter(({ group, containerInstance }) => group === 'service:agent' && containerInstance !== undefined).length,
      onGpus: on('gpu'),
      onFargate: on('FARGATE'),
      onFargateSpot: on('FARGATE_SPOT'),
      byLaunchType: tasks.filter(({ launchType, group }) => launchType === 'FARGATE' && group === 'family:job').length,
    };
    expect(Object.entries(met).filter(([, count]) => count === 0)).toEqual([]);
  });

  it('keeps the warm pool of a group, though not what rests in it', () => {
    const text: Scenario = mixedScenario(0, MINUTES);
    const [{ autoScalingGroup: group }] = text.cluster.capacityProviders;
    group.warmPool = { minSize: 2, poolState: 'Running', warmPoolsCheck: true };
    const { files } = written(text);
    const { at } = files.get('present.json') as { at: string };
    files.delete('present.json');
    const made = imported(files, text, at) as Scenario;
    expect(made.cluster.capacityProviders[0].autoScalingGroup.warmPool).toEqual(group.warmPool);
  });

  it('[C.VOL-01] keeps the volumes of the latest deployment, where DescribeServices has them', () => {
    const text: Scenario = mixedScenario(0, MINUTES);
    text.taskDefinitions[0].volumes = [{ name: 'data', configuredAtLaunch: true }];
    const volumes = (sizeInGiB: number) => [{ name: 'data', managedEBSVolume: { sizeInGiB } }];
    Object.assign(text.services[0], {
      volumeConfigurations: volumes(10),
      deployments: [{ at: '10m', volumeConfigurations: volumes(20) }, { at: '20m' }],
    });
    const { files } = written(text);
    const { at } = files.get('present.json') as { at: string };
    files.delete('present.json');
    const made = imported(files, text, at) as Scenario;
    expect(made.services[0].volumeConfigurations).toMatchObject(volumes(20));
  });

  it.each(MIXED)('runs on with Fargate, a daemon, Spot, GPUs and trunks (seed %i)', (seed) => runsOn(mixedScenario(seed, MINUTES)));

  it.each(MIXED)('does so with them through drydock import (seed %i)', (seed) => runsOnImported(mixedScenario(seed, MINUTES)));
});

it.each([
  ['by the name of its group', {}, 'lt-fleet'],
  ['as the scenario has it', { launchTemplate: { launchTemplateId: 'lt-0abc', version: '3' } }, 'lt-0abc'],
])('a launch template has one id in all answers: %s', (_, more, id) => {
  const group = {
    name: 'workers',
    autoScalingGroup: { autoScalingGroupName: 'fleet', instanceTypes: ['m5.large'], minSize: 1, maxSize: 1, ...more },
  };
  const { simulation, moment } = run(
    {
      ...{ name: 'named', duration: '10m', cluster: { capacityProviders: [group] } },
      taskDefinitions: [{ family: 'web', containerDefinitions: [{ name: 'web', image: 'web', cpu: 64, memory: 64 }] }],
      services: [{ serviceName: 'web', taskDefinition: 'web', desiredCount: 1 }],
    },
    0,
  );
  simulation.advance(300_000);
  const text = JSON.stringify([...filesOf(moment)]);
  const ids = [...text.matchAll(/"LaunchTemplateId":"([^"]+)"/g)].map(([, one]) => one);
  // The group, its instance and the template.
  expect(ids).toEqual([id, id, id]);
});
