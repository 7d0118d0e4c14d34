// `npm run --silent bench -- page [--tasks 100000] [--runs 3] [--json]`
// The page of a run with TASKS tasks in a week, written by `drydock run` and opened from disk in Chromium (DRYDOCK_CHROMIUM, or
// /usr/bin/chromium): its bytes, the time until all charts are drawn, and the longest of 40 steps of scrolling to its end.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { inDist } from './dist.mjs';
import { machineName } from './machine.mjs';
import { median } from './print.mjs';

const BROWSER = {
  executablePath: process.env.DRYDOCK_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
};
const STEPS = 40;

/** A week in which tasks come by chance, ten minutes each, on a group that grows with them. */
export function weekOf(tasks) {
  return `name: week
duration: 7d
quotas: none
cluster:
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100 }, managedTerminationProtection: ENABLED }
      autoScalingGroup: { instanceTypes: [m5.xlarge], minSize: 0, maxSize: 500 }
  defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
taskDefinitions:
  - { family: job, containerDefinitions: [{ name: job, image: job, cpu: 512, memory: 1024 }] }
workloads:
  - { name: jobs, taskDefinition: job, arrivals: { type: poisson, rate: ${Math.ceil(tasks / 7)}/d }, runTime: { exponential: { mean: 10m } } }
`;
}

export async function bench({ tasks, runs }) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-page-'));
  try {
    writeFileSync(join(folder, 'page.yaml'), weekOf(tasks));
    execFileSync(process.execPath, [fileURLToPath(inDist('cli/main.js')), 'run', 'page.yaml', '--out', 'out'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const page = join(folder, 'out/report.html');
    const browser = await chromium.launch(BROWSER);
    const opened = [];
    for (let run = 0; run < runs; run++) opened.push(await openedPage(browser, page));
    await browser.close();
    const middle = (of) => Math.round(median(opened.map((one) => one[of])));
    return {
      tasks,
      pageBytes: statSync(page).size,
      openMs: middle('openMs'),
      longestStepMs: middle('longestStepMs'),
      runs,
      machine: machineName(),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Charts are drawn by the page's own script, so a frame after its end all is there. */
async function openedPage(browser, file) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const begun = performance.now();
  await page.goto(`file://${file}`);
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const openMs = performance.now() - begun;
  const longestStepMs = await page.evaluate(`(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    let longest = 0;
    for (let step = 1; step <= ${STEPS}; step++) {
      const from = performance.now();
      scrollTo(0, (document.documentElement.scrollHeight * step) / ${STEPS});
      await frame();
      longest = Math.max(longest, performance.now() - from);
    }
    return longest;
  })()`);
  await page.close();
  return { openMs, longestStepMs };
}
