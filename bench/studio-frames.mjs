// A fleet of 500 instances and 10,000 tasks in the studio, and a pointer that drags its cursor over the whole run: how long frames and draws take.
import { median } from './print.mjs';

/** Six hours in which 6,000 tasks of two services and in the mean 4,000 jobs of two kinds live at once, 20 tasks to an instance. */
export const FLEET = `name: scrubbed
duration: 6h
quotas: none
cluster:
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100 }, managedTerminationProtection: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.xlarge], minSize: 500, maxSize: 500, desiredCapacity: 500 }
  defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
taskDefinitions:
  - { family: task, containerDefinitions: [{ name: task, image: task, cpu: 200, memory: 700 }] }
services:
  - { serviceName: web, taskDefinition: task, desiredCount: 3000 }
  - { serviceName: api, taskDefinition: task, desiredCount: 3000 }
workloads:
  - { name: jobs, taskDefinition: task, arrivals: { type: poisson, rate: 2150/h }, runTime: { exponential: { mean: 1h } } }
  - { name: reports, taskDefinition: task, arrivals: { type: poisson, rate: 2150/h }, runTime: { exponential: { mean: 1h } } }
`;

const STEPS = 400;
/** A frame at 60 a second lasts 16.7 ms, give or take the rounding of Chromium's clock; a frame that comes too late lasts two. */
const IN_TIME_MS = 17;

/** Times the callbacks of each frame, where drawing takes longest, and the time from frame to frame. */
const WATCHED = `(() => {
  const ask = requestAnimationFrame.bind(window);
  window.scrubbed = { frameMs: [], drawMs: [] };
  let drawnMs = 0;
  window.requestAnimationFrame = (run) => ask((atMs) => {
    const begun = performance.now();
    run(atMs);
    drawnMs += performance.now() - begun;
  });
  let last = null;
  const frame = (atMs) => {
    if (last !== null) window.scrubbed.frameMs.push(atMs - last);
    if (drawnMs > 0.2) window.scrubbed.drawMs.push(drawnMs);
    [last, drawnMs] = [atMs, 0];
    ask(frame);
  };
  ask(frame);
})()`;

/** The cursor goes over the whole run and back. */
export async function scrubbing(page) {
  await page.locator('.fleet-card summary').click();
  const map = page.locator('.fleet-map canvas');
  await map.waitFor();
  await map.scrollIntoViewIfNeeded();
  await page.evaluate('document.querySelector(".fleet-map").scrollIntoView({ block: "start" })');
  const { x, y, width, height } = await map.boundingBox();
  const moveTo = (share) => page.mouse.move(x + 1 + share * (width - 2), y + height / 2);
  await moveTo(0);
  await page.mouse.down();
  await moveTo(0.5);
  await page.waitForTimeout(500);
  const state = await page.locator('.fleet-state').textContent();
  await moveTo(0);
  await page.waitForTimeout(500);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const taskSeconds = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value;
  await page.evaluate(WATCHED);
  await page.waitForTimeout(300);
  await page.evaluate('window.scrubbed = { frameMs: [], drawMs: [] }');
  const before = await taskSeconds();
  for (let step = 1; step <= STEPS; step++) await moveTo(1 - Math.abs(1 - (2 * step) / STEPS));
  const busyMs = ((await taskSeconds()) - before) * 1000;
  const { frameMs, drawMs } = await page.evaluate('window.scrubbed');
  await page.mouse.up();
  return {
    scrubbedFleet: state,
    scrubbedFrames: frameMs.length,
    frame: spread(frameMs),
    framesInTimePercent: Math.round((1000 * frameMs.filter((ms) => ms <= IN_TIME_MS).length) / frameMs.length) / 10,
    draws: drawMs.length,
    draw: spread(drawMs),
    mainThreadMsPerFrame: Math.round((10 * busyMs) / frameMs.length) / 10,
  };
}

function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const [middle, late, most] = [median(sorted), sorted[Math.ceil(0.95 * sorted.length) - 1], sorted.at(-1)].map((ms) => ms.toFixed(1));
  return `median ${middle} ms, 95 % ${late} ms, longest ${most} ms`;
}
