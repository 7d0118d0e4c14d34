import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPage } from '../../src/report/html/page.js';
import type { FinishedRun } from '../../src/report/summary.js';
import { pageParts } from '../../src/run/page-parts.js';
import { comparisonPage } from '../../src/studies/compare/page/page.js';
import { accessibilityFaults } from './axe.js';
import { Pages, stretches } from './page-in-browser.js';

const SPOT = `
name: spot
duration: 6h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders:
    - name: spot
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100 } }
      autoScalingGroup:
        minSize: 1
        maxSize: 12
        mixedInstancesPolicy:
          instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 }
          launchTemplate: { overrides: [{ instanceType: m5.large }] }
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: web, cpu: 512, memory: 1024 }] }]
services:
  - serviceName: web
    taskDefinition: web
    desiredCountSchedule: { entries: [{ at: 0h, desiredCount: 6 }, { at: 2h, desiredCount: 20 }, { at: 4h, desiredCount: 4 }, { at: 5h, desiredCount: 24 }] }
    capacityProviderStrategy: [{ capacityProvider: spot, weight: 1 }]
faults: [{ at: 3h, type: spotInterruption, share: 0.5 }]
`;
/** About 100,000 tasks in a week. */
const MANY = `
name: many
duration: 7d
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100 } }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 200 }
  defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
taskDefinitions: [{ family: job, containerDefinitions: [{ name: job, image: job, cpu: 256, memory: 512 }] }]
workloads: [{ name: jobs, taskDefinition: job, arrivals: { type: poisson, rate: 600/h }, runTime: { lognormal: { median: 10m, p95: 40m } } }]
`;
const HOSTILE = `</script><script>window.isHacked = 1</script><img src=x onerror='window.isHacked = 1'>`;
const PAGE_BYTES_MAX = 3_000_000;
const HOUR_MS = 3_600_000;
/** The width of 210 mm less two margins of 10 mm. */
const A4 = { width: 718, height: 1000 };
const RIGHTMOST = 'Math.max(...[...document.querySelectorAll("table")].map((table) => table.getBoundingClientRect().right))';

const pages = new Pages();
const parts = pageParts('drydock run spot.yaml');
let spot: FinishedRun;

beforeAll(async () => {
  spot = await pages.run('spot', SPOT);
});

afterAll(() => pages.close());

describe('report.html, used with a pointer', () => {
  it('shows a stretch of time closely on all charts after a drag over one, and the whole run after a double click', async () => {
    const { page } = await pages.open(runPage(spot, parts));
    const whole = await stretches(page);
    expect(whole.length).toBeGreaterThan(5);
    expect(new Set(whole.map(String))).toEqual(new Set([String([0, 6 * HOUR_MS])]));
    await page.locator('#chart-instances-spot').scrollIntoViewIfNeeded();
    const box = (await page.locator('#chart-instances-spot').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 70, { steps: 4 });
    await page.mouse.up();
    const close = await stretches(page);
    expect(new Set(close.map(String)).size).toBe(1);
    const [[from, to]] = close;
    expect([from > HOUR_MS, to < 5 * HOUR_MS, to - from > 0.3 * HOUR_MS, to - from < HOUR_MS]).toEqual([true, true, true, true]);
    expect(await page.textContent('#stretch')).toMatch(/^2 h .* to 3 h /);
    await page.locator('#chart-tasks').dblclick({ position: { x: 200, y: 100 } });
    expect(await stretches(page)).toEqual(whole);
  });

  it('shows what is in a cell of the fleet map, and draws the moment on every chart', async () => {
    const { page } = await pages.open(runPage(spot, parts));
    await page.locator('#chart-fleet').scrollIntoViewIfNeeded();
    const box = (await page.locator('#chart-fleet').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.3, box.y + 62);
    const tip = await page.textContent('#tip');
    expect(tip).toMatch(
      /^spot, at 1 h [^\n]*\nactive: tasks reserve \d+ % of CPU, \d+ % of memory\ninstance \d+, m5.large in us-east-1[ab]/,
    );
    expect(await page.locator('.cursor:visible').count()).toBe((await stretches(page)).length);
    const before = await page.locator('#chart-fleet').screenshot();
    await page.selectOption('select[data-chart=fleet]', 'memory');
    await page.mouse.move(5, 5);
    expect((await page.locator('#chart-fleet').screenshot()).equals(before)).toBe(false);
  });

  it('shows the reason of a mark', async () => {
    const { page } = await pages.open(runPage(spot, parts));
    const at: { x: number; y: number } = await page.evaluate(`(() => {
      const chart = Chart.getChart('chart-timeline');
      const n = chart.data.datasets.findIndex(({ label }) => label === 'scale-out');
      const { x, y } = chart.getDatasetMeta(n).data[0];
      return { x, y };
    })()`);
    await page.hover('#chart-timeline', { position: at });
    const said: string = await page.evaluate(`Chart.getChart('chart-timeline').tooltip.body.flatMap(({ lines }) => lines).join(' ')`);
    expect(said).toMatch(/DesiredCapacity \d+ → \d+: M = \d+ of N = \d+/);
  });

  it('sorts a table by a head and back, and filters it by words', async () => {
    const { page } = await pages.open(runPage(spot, parts));
    const table = page.locator('#what-happened-and-why table');
    const cells = (n: number) => table.locator(`tbody tr:visible > :nth-child(${n})`).allTextContents();
    const before = await cells(1);
    await table.locator('th button', { hasText: 'Times' }).click();
    const times = (await cells(6)).map(Number);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    await table.locator('th button', { hasText: 'Times' }).click();
    expect((await cells(6)).map(Number)).toEqual(times.toSorted((a, b) => b - a));
    await table.locator('th button').first().click();
    expect(await cells(1)).toEqual(before);
    await page.getByLabel('Filter All headline metrics').fill('mean capacity');
    expect(await page.locator('#all-headline-metrics tbody tr:visible th').allTextContents()).toEqual(['for capacity']);
    await table.locator('tr', { hasText: 'Spot interruption' }).first().locator('.moment').click();
    const [[from, to]] = await stretches(page);
    expect([from < 3 * HOUR_MS, to > 3 * HOUR_MS, to - from]).toEqual([true, true, 1_200_000]);
  });
});

describe('report.html, used with a keyboard', () => {
  it('moves along a chart, zooms in and out, and announces the values', async () => {
    const { page } = await pages.open(runPage(spot, parts));
    await page.focus('#chart-instances-spot');
    await page.keyboard.press('+');
    expect((await stretches(page))[0]).toEqual([1.5 * HOUR_MS, 4.5 * HOUR_MS]);
    await page.keyboard.press('Shift+ArrowRight');
    expect((await stretches(page))[0]).toEqual([2.25 * HOUR_MS, 5.25 * HOUR_MS]);
    await page.keyboard.press('ArrowRight');
    expect(await page.textContent('#said')).toMatch(/^at 3 h 48 min 36 s, .*running \(N\) \d+/);
    await page.keyboard.press('0');
    expect((await stretches(page))[0]).toEqual([0, 6 * HOUR_MS]);
    await page.focus('#chart-fleet');
    for (const key of ['ArrowLeft', 'ArrowDown']) await page.keyboard.press(key);
    expect(await page.textContent('#said')).toMatch(/^at 2 h 52 min 48 s, spot, at 2 h 52 min 48 s\nactive: tasks reserve \d+ % of CPU/);
  });

  it('reaches links, buttons, charts, heads and filters with the tab key', async () => {
    const { page } = await pages.open(runPage(spot, parts));
    const reached = new Set<string>();
    for (let n = 0; n < 120; n++) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate(`document.activeElement.id || document.activeElement.tagName`));
    }
    for (const one of ['A', 'closer', 'chart-fleet', 'chart-tasks', 'BUTTON', 'SELECT', 'INPUT']) expect(reached).toContain(one);
  });
});

describe('report.html for all readers', () => {
  it.each(['light', 'dark'] as const)('has no serious fault of accessibility in %s', async (colorScheme) => {
    const compared = comparisonPage([spot, { ...spot, identity: { ...spot.identity, name: 'again' } }], { ...parts, title: 'Twice' });
    for (const html of [runPage(spot, parts), compared]) {
      const { page } = await pages.open(html, { colorScheme });
      const found = await accessibilityFaults(page);
      expect(found.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    }
  });

  it('is drawn for paper: light, without what only a screen needs, and light and dark differ', async () => {
    const { page, complaints } = await pages.open(runPage(spot, parts), { colorScheme: 'dark' });
    const paper = () => page.evaluate(`getComputedStyle(document.body).backgroundColor`);
    expect(await paper()).toBe('rgb(20, 25, 31)');
    // A wide window: its charts would be cut on paper.
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    expect(await page.evaluate(`[...new Set([...document.querySelectorAll('.plot canvas')].map(({ style }) => style.width))]`)).toEqual([
      '690px',
    ]);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.length).toBeGreaterThan(50_000);
    await page.emulateMedia({ media: 'print' });
    expect(await paper()).toBe('rgb(255, 255, 255)');
    expect(await page.locator('#bar').isVisible()).toBe(false);
    // The table of services is the widest.
    await page.setViewportSize(A4);
    expect(await page.evaluate(RIGHTMOST)).toBeLessThanOrEqual(A4.width);
    expect(complaints).toEqual([]);
  });

  it('keeps the settings of four scenarios on paper', async () => {
    const tight = await pages.run('tight', SPOT.replace('targetCapacity: 100', 'targetCapacity: 90'));
    const others = ['second', 'third', 'fourth'].map((name) => ({ ...tight, identity: { ...tight.identity, name } }));
    const { page } = await pages.open(comparisonPage([spot, ...others], { ...parts, title: 'Four' }), { colorScheme: 'light' });
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize(A4);
    expect(await page.evaluate(RIGHTMOST)).toBeLessThanOrEqual(A4.width);
  });

  it('shows hostile names as text, wherever they come from', async () => {
    const { record } = spot;
    const named = <T extends object>(list: readonly T[], key: keyof T) => list.map((one) => ({ ...one, [key]: HOSTILE }));
    const run = {
      ...spot,
      identity: { ...spot.identity, name: HOSTILE },
      settings: [[HOSTILE, HOSTILE] as const],
      record: {
        ...record,
        activities: named(named(record.activities, 'of'), 'explanation'),
        fleet: { ...record.fleet, lanes: named(record.fleet.lanes, 'name'), instances: named(record.fleet.instances, 'zone') },
        longestWaits: named(record.longestWaits, 'owner'),
        metrics: { ...record.metrics, owners: named(record.metrics.owners, 'name') },
      },
    };
    const { page, complaints, requests } = await pages.open(runPage(run, { ...parts, command: HOSTILE }));
    expect(await page.evaluate('window.isHacked')).toBeUndefined();
    expect([await page.textContent('h1'), await page.textContent('.command')]).toEqual([HOSTILE, HOSTILE]);
    expect([complaints, requests.length]).toEqual([[], 1]);
  });
});

describe('report.html of 100,000 tasks in a week', () => {
  it('is small, draws every chart and scrolls', async () => {
    const run = await pages.run('many', MANY);
    expect(run.record.metrics.headline.tasks_started).toBeGreaterThan(95_000);
    const html = runPage(run, parts);
    expect(Buffer.byteLength(html)).toBeLessThan(PAGE_BYTES_MAX);
    const { page, complaints } = await pages.open(html);
    const blank = await page.evaluate(`[...document.querySelectorAll('canvas')].filter((canvas) =>
      canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.every((value) => value === 0)).length`);
    expect([blank, complaints]).toEqual([0, []]);
    await page.mouse.move(600, 500);
    await page.mouse.wheel(0, 20_000);
    // Polled from outside: code that waits inside the page would need eval, which the page forbids.
    await expect.poll(() => page.evaluate('window.scrollY')).toBeGreaterThan(3000);
  });
});
