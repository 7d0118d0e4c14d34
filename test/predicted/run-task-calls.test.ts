import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

/** One arrival of 3,000 tasks: 300 calls of RunTask, for up to 10 tasks each. */
const scenario = (quotas: string) => `
name: calls
duration: 1m
quotas: { provisioningTasks: none, ${quotas} }
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.24xlarge, count: 1 }] }
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [{ name: c, image: x, cpu: 2, memory: 4 }] }
workloads:
  - { name: job, taskDefinition: w, count: 3000, launchType: EC2, arrivals: { type: schedule, at: [0s] }, runTime: forever }
`;

/** Calls that went through, by second. */
function callsBySecond(text: string, options: { savedAt?: number } = {}) {
  const { tasks, of } = predict(text, options);
  const counts = new Map<number, number>();
  for (const { requested } of tasks) counts.set(requested, (counts.get(requested) ?? 0) + 1 / 10);
  return { calls: [...counts].map(([at, count]) => [at, Math.round(count)]), throttled: of('callThrottled') };
}

/** Source: page request-throttling: RunTask and its like together 100, and 40 a second. */
describe('calls of RunTask', () => {
  it('[N.THR-4, N.T-THR-b] are throttled beyond 100 at once and 40 a second, and tried again each second', () => {
    const { calls, throttled } = callsBySecond(scenario('runTaskCalls: aws'));
    expect(calls).toEqual([[0, 100], [1, 40], [2, 40], [3, 40], [4, 40], [5, 40]]); // biome-ignore format: pairs
    expect(throttled.map(({ at, args }) => [at, args.wanted! / 10])).toEqual([[0, 200], [1, 160], [2, 120], [3, 80], [4, 40]]); // biome-ignore format: pairs
    expect(callsBySecond(scenario('runTaskCalls: aws'), { savedAt: 2.5 }).calls).toEqual(calls);
    expect(callsBySecond(scenario('runTaskCalls: none'))).toEqual({ calls: [[0, 300]], throttled: [] });
  });
});
