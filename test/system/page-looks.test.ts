import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import pixelmatch from 'pixelmatch';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drydock } from '../cli/in-process.js';
import { accessibilityFaults } from './axe.js';
import { CHROMIUM, pageIn } from './chromium.js';

const require = createRequire(import.meta.url);
const FONTS = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const REFERENCES = join(import.meta.dirname, 'page-looks');
/** A phone, a tablet and a desk. */
const WIDTHS = [390, 768, 1440];
/** How much of a page is looked at, in widths. */
const SHOWN_WIDTHS = { 390: 5, 768: 3, 1440: 1.5 } as Readonly<Record<number, number>>;
/** The area of a reference: a picture of the order of a page, not of each letter. */
const REFERENCE_PIXELS = 72_000;
/** Difference of colour and share of pixels that may differ: browsers smooth letters in their own ways, and a figure may change its digits. */
const SHADE = 0.2;
const PIXELS_DIFFERENT_MAX = 0.03;
const IS_RENEWING = process.env.UPDATE_LOOKS === '1';

/** The family of code, and that of all else. */
const FAMILIES = `<alias binding="same"><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
<match target="pattern"><edit name="family" mode="append_last"><string>DejaVu Sans</string></edit></match>`;

const folder = mkdtempSync(join(tmpdir(), 'drydock-looks-'));
let browser: Browser;

const SCENARIO = (name: string, target: number) => `
name: ${name}
duration: 12h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: ${target} } }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 12 }
  defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: web, image: web, cpu: 512, memory: 1024 }] }
  - { family: job, containerDefinitions: [{ name: job, image: job, cpu: 1024, memory: 2048 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCountSchedule: { entries: [{ at: 0h, desiredCount: 6 }, { at: 4h, desiredCount: 14 }, { at: 9h, desiredCount: 5 }] }
workloads: [{ name: jobs, taskDefinition: job, count: 2, runTime: 20m, arrivals: { type: schedule, at: [30m], every: 1h } }]
`;
const SEARCH = `
scenario: lean.yaml
objectives: [wait_p95_ms <= 2m]
axes: { cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity: [70, 85, 100] }
replications: 5
firstReplications: 2
finalists: 3
`;

/** The command that makes each kind of page. */
const PAGES = {
  run: ['run', 'lean.yaml'],
  compare: ['compare', 'lean.yaml', 'roomy.yaml'],
  optimise: ['optimise', 'search.yaml', '--workers', '1'],
  advise: ['advise', 'lean.yaml', '--replications', '2', '--workers', '1'],
} as const;

beforeAll(async () => {
  writeFileSync(join(folder, 'lean.yaml'), SCENARIO('lean', 100));
  writeFileSync(join(folder, 'roomy.yaml'), SCENARIO('roomy', 75));
  writeFileSync(join(folder, 'search.yaml'), SEARCH);
  // Pages use the system's font: here it is DejaVu Sans, as in charts/*.png, on every machine.
  const fonts = join(folder, 'fonts.conf');
  writeFileSync(
    fonts,
    `<?xml version="1.0"?><fontconfig><dir>${FONTS}</dir><cachedir>${join(folder, 'fonts')}</cachedir>${FAMILIES}</fontconfig>\n`,
  );
  browser = await chromium.launch({ ...CHROMIUM, env: { ...process.env, FONTCONFIG_FILE: fonts } as Record<string, string> });
  for (const [name, words] of Object.entries(PAGES)) {
    const { status, stderr } = await drydock([...words, '--out', name], { cwd: folder });
    if (status > 1) throw new Error(stderr);
  }
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(name: string, width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await pageIn(browser, { viewport: { width, height: Math.round(width * SHOWN_WIDTHS[width]!) }, colorScheme });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`file://${join(folder, name, 'report.html')}`);
  expect(complaints).toEqual([]);
  return page;
}

/** The top of a page as a small picture. */
async function lookOf(page: Page): Promise<Buffer> {
  const image = await loadImage(await page.screenshot());
  const scale = Math.sqrt(REFERENCE_PIXELS / (image.width * image.height));
  const [width, height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  return canvas.encode('png');
}

async function pixelsOf(png: Buffer) {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
}

async function shareDifferent(a: Buffer, b: Buffer): Promise<number> {
  const [one, other] = [await pixelsOf(a), await pixelsOf(b)];
  if (one.width !== other.width || one.height !== other.height) return 1;
  return pixelmatch(one.data, other.data, undefined, one.width, one.height, { threshold: SHADE }) / (one.width * one.height);
}

/** `UPDATE_LOOKS=1 npx vitest run --project system test/system/page-looks.test.ts` makes the references anew: look at them before they are committed. */
describe.each(Object.keys(PAGES))('the page of %s', (name) => {
  it.each(WIDTHS)('equals its reference at %d pixels, without content beside the window', async (width) => {
    const page = await opened(name, width);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const look = await lookOf(page);
    const reference = join(REFERENCES, `${name}-${width}.png`);
    if (IS_RENEWING) {
      mkdirSync(REFERENCES, { recursive: true });
      writeFileSync(reference, look);
    }
    expect(existsSync(reference), reference).toBe(true);
    expect(await shareDifferent(readFileSync(reference), look)).toBeLessThan(PIXELS_DIFFERENT_MAX);
    await page.close();
  });

  it.each([390, 1440])('breaks no rule of WCAG at %d pixels, light or dark', async (width) => {
    for (const scheme of ['light', 'dark'] as const) {
      const page = await opened(name, width, scheme);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.close();
    }
  });
});

it('another page does not match', async () => {
  const [run, compare] = ['run', 'compare'].map((name) => readFileSync(join(REFERENCES, `${name}-1440.png`)));
  expect(await shareDifferent(run!, compare!)).toBeGreaterThan(PIXELS_DIFFERENT_MAX);
});
