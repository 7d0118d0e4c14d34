import { describe, expect, it } from 'vitest';
import { load } from '../scenario/scenarios.js';
import { predict } from './predict.js';

/**
 * Two groups with room for 8 tasks each, and a service of 4 tasks on the first.
 *
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html (capacityProviderStrategy: a change starts a new deployment).
 */
const text = (more: string, waiting = '') => `name: moves
duration: 1h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: first
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 2, maxSize: 2 }
    - name: second
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 2, maxSize: 2 }
    - FARGATE
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 512, memory: 512 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 4
    capacityProviderStrategy: [{ capacityProvider: first, weight: 1 }]
    ${more}
timings: { imagePull: 0s, containerStart: 5s }
${waiting}`;

/** Times in seconds and capacity providers of the tasks as they are requested. */
const requested = (scenario: string) =>
  predict(scenario)
    .of('taskRequested')
    .map(({ at, args }) => [at, args.provider === 0 ? 'first' : 'second']);

describe('a deployment with another capacity provider strategy', () => {
  it('starts its tasks by its own strategy, and replaces those of the old one', () => {
    const moved = text('deployments: [{ at: 10m, capacityProviderStrategy: [{ capacityProvider: second, weight: 1 }] }]');
    expect(requested(moved)).toEqual([...Array(4).fill([0, 'first']), ...Array(4).fill([600, 'second'])]);
    const gone = predict(moved)
      .of('taskStopped')
      .filter(({ at }) => at < 3600);
    expect(gone).toHaveLength(4);
  });

  it('counts the tasks of its own strategy alone: of four new ones each of two equal weights gets two', () => {
    const both = '[{ capacityProvider: first, weight: 1 }, { capacityProvider: second, weight: 1 }]';
    const providers = requested(text(`deployments: [{ at: 10m, capacityProviderStrategy: ${both} }]`)).slice(4);
    expect(providers.map(([, name]) => name)).toEqual(['first', 'second', 'first', 'second']);
  });

  // Two of four on the first group, by the base alone; the others on the second.
  const BASE = '[{ capacityProvider: first, base: 2 }, { capacityProvider: second, weight: 1 }]';
  const twice = `deployments: [{ at: 10m, capacityProviderStrategy: ${BASE} }, { at: 20m }]`;

  it('[S.CPS-3, C.CAP-05] fills the base anew: the old tasks do not count, for they go', () => {
    const providers = requested(text(twice)).slice(4);
    const each = ['first', 'first', 'second', 'second'];
    expect(providers).toEqual([600, 1200].flatMap((at) => each.map((name) => [at, name])));
  });

  it('[S.CPS-3, S.DRAIN-2] replaces a task of the base that drains on its own provider', () => {
    // Two of the new tasks are on the first group, one on each of its instances. One of these drains at 20 min.
    const once = `deployments: [{ at: 10m, capacityProviderStrategy: ${BASE} }]`;
    const drain = 'faults: [{ at: 20m, type: drain, capacityProvider: first, count: 1, for: 1h }]\n';
    expect(requested(text(once, drain)).slice(8)).toEqual([[1200, 'first']]);
  });

  it('[S.CPS-3, S.CPS-5] keeps its base when the service shrinks before the old tasks are gone', () => {
    // At 1201 s there are four old tasks and four new ones, and two are wanted: the two new ones beyond the base go.
    const schedule = 'desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 4 }, { at: 1201s, desiredCount: 2 }] }';
    const { tasks, of } = predict(text(`${schedule}\n    ${twice}`, 'waiting: { stopShares: kept }\n'));
    const providerOf = (task: number) => of('taskRequested').find(({ args }) => args.task === task)!.args.provider;
    expect(tasks.filter(({ stopping }) => stopping === undefined).map(({ task }) => providerOf(task))).toEqual([0, 0]);
  });

  it('[S.CPS-5, S.SVC-2] stops old tasks of two revisions at once', () => {
    // At 661 s two tasks of the first revision and two of the second are there, and none is wanted.
    const both = '[{ capacityProvider: first, weight: 1 }, { capacityProvider: second, weight: 1 }]';
    const more = `deploymentConfiguration: { maximumPercent: 150, minimumHealthyPercent: 100 }
    desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 4 }, { at: 661s, desiredCount: 0 }] }
    deployments: [{ at: 10m }, { at: 660s }]`;
    const equal = text(more, 'waiting: { stopShares: kept }\n').replace('[{ capacityProvider: first, weight: 1 }]', both);
    const { tasks } = predict(equal);
    const stoppedAt = (second: number) => tasks.filter(({ stopping }) => stopping === second).map(({ requested }) => requested);
    expect(stoppedAt(661).slice(0, 4)).toEqual([0, 0, 600, 600]);
    expect(tasks.filter(({ stopping }) => stopping === undefined)).toEqual([]);
  });

  it('keeps it in the deployments after it, and in tasks that are added later', () => {
    const more = `desiredCountSchedule: { entries: [{ at: 30m, desiredCount: 5 }] }
    deployments: [{ at: 10m, capacityProviderStrategy: [{ capacityProvider: second, weight: 1 }] }, { at: 20m }]`;
    expect(requested(text(more)).slice(4)).toEqual([
      ...Array(4).fill([600, 'second']),
      ...Array(4).fill([1200, 'second']),
      [1800, 'second'],
    ]);
  });

  it('divides what a shrinking service keeps by the new weights', () => {
    const both = '[{ capacityProvider: first, weight: 1 }, { capacityProvider: second, weight: 1 }]';
    const more = `desiredCountSchedule: { entries: [{ at: 30m, desiredCount: 2 }] }
    deployments: [{ at: 10m, capacityProviderStrategy: ${both} }]`;
    const played = predict(text(more, 'waiting: { stopShares: kept }\n'));
    const stopped = played.of('taskStopped').filter(({ at }) => at >= 1800 && at < 3600);
    expect(stopped).toHaveLength(2);
    const providerOf = (task: number) => played.of('taskRequested').find(({ args }) => args.task === task)!.args.provider;
    expect(stopped.map(({ args }) => providerOf(args.task!)).sort()).toEqual([0, 1]);
  });

  it('goes on from a saved state as if it had not been saved', () => {
    const moved = text('deployments: [{ at: 10m, capacityProviderStrategy: [{ capacityProvider: second, weight: 1 }] }]');
    expect(predict(moved, { savedAt: 602 }).tasks).toEqual(predict(moved).tasks);
  });

  it('stays with the kind of capacity, and takes providers of the cluster alone', () => {
    const mistakes = (strategy: string) =>
      (load(text(`deployments: [{ at: 10m, capacityProviderStrategy: ${strategy} }]`)).errors ?? []).map(
        ({ path, message }) => `${path}: ${message}`,
      );
    const at = 'services.web.deployments.0.capacityProviderStrategy';
    expect(mistakes('[{ capacityProvider: FARGATE, weight: 1 }]')).toEqual([
      `${at}: takes another kind of capacity provider than first: a deployment stays with instances, or with Fargate`,
    ]);
    expect(mistakes('[{ capacityProvider: secnd, weight: 1 }]')[0]).toMatch(/there is no capacity provider "secnd" in the cluster/);
  });
});
