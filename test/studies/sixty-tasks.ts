/**
 * Sixty tasks of a minute at time 0. On Fargate each is billed for its pull, 2 s of start, 60 s of work, 10 s until its exit is noticed, and
 * for its cleanup, the one setting of this bill that is left open unless `more` states it.
 */
export const sixtyTasks = (more = '') => `
name: fargate
duration: 1h
cluster: { capacityProviders: [FARGATE] }
taskDefinitions:
  - { family: job, networkMode: awsvpc, cpu: '256', memory: '512', requiresCompatibilities: [FARGATE], containerDefinitions: [{ name: job, image: job, essential: true }] }
workloads:
  - { name: jobs, taskDefinition: job, count: 60, arrivals: { type: schedule, at: [0s] }, runTime: 60s, capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }] }
quotas: none
fargate:
  start: { machine: 13s, containers: 2s, unknownImageMib: 1, unpackFactor: 1, unpackMibPerSecond: 1000, pullMibPerSecond: 1000, p95OverMedian: 1 }
  stop: { exitNoticed: 10s${more} }
`;
