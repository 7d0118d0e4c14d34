import { describe, expect, it } from 'vitest';
import { oneTask } from './one-task.js';
import { predict } from './predict.js';

// Source: P.19 and P.20, AWS staff in kubernetes-sigs/aws-load-balancer-controller 1834: targets of a Network Load Balancer were checked minutes later. In
// 2026 an old task began to stop 41 s after the registration of its successor, in seven updates of seven (V.1).

/** The load balancer checks every 30 s, three in a row. */
const service = (type: string, scheduler = '', edition = 'guide-2024') =>
  oneTask({
    scheduler,
    service: ['deployments: [{ at: 10m }]'],
    top: [`awsBehaviour: ${edition}`, `targetGroups: [{ name: w, loadBalancerType: ${type}, healthyThresholdCount: 3 }]`],
  });

/** Seconds from RUNNING of the new task until it is healthy. */
function healthyAfter(text: string): number {
  const { of, tasks } = predict(text, { hasTurns: true });
  const [, fresh] = tasks;
  const healthy = of('taskHealthChanged').find(({ args }) => args.task === fresh!.task && args.condition === 1);
  return healthy!.at - fresh!.running!;
}

describe('a new target behind a Network Load Balancer (P.19, P.20)', () => {
  // The turn of 600 comes before the deployment. Requested at 610, RUNNING at 611, registered at the turn of 620. The third check is at 620 + 180 + 60 = 860.
  it('P.19 is healthy with the third check, the first of which comes three minutes after the registration', () => {
    expect(healthyAfter(service('network'))).toBe(249);
  });

  // 620 + 1.5, behind an Application Load Balancer and where the setting says so.
  it('P.19 takes one check after 1.5 s behind an Application Load Balancer, and with asOthers', () => {
    expect(healthyAfter(service('application'))).toBe(10.5);
    expect(healthyAfter(service('network', ', firstCheckNetwork: asOthers'))).toBe(10.5);
  });

  // Healthy at 860, just after the turn of that time.
  it('P.20 keeps the old task until the new one is healthy', () => {
    const { tasks } = predict(service('network'), { hasTurns: true });
    expect(tasks[0]!.stopping).toBe(870);
  });

  it('P.20 keeps it for 50 s behind an Application Load Balancer', () => {
    // RUNNING at 611: the turn of 670 is the first at 661 or later.
    const { tasks } = predict(service('application', '', 'current'), { hasTurns: true });
    expect(tasks[0]!.stopping).toBe(670);
  });

  // Registered at 620; the third check is at 620 + 20 + 60 = 700, 89 s after RUNNING. Then the old task begins to stop at the next turn.
  it('V.1 is checked from 20 s on today', () => {
    const today = service('network', '', 'current');
    expect(healthyAfter(today)).toBe(89);
    expect(predict(today, { hasTurns: true }).tasks[0]!.stopping).toBe(710);
  });
});
