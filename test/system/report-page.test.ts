import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../../src/run/execute.js';
import { RunDirectory } from '../../src/run/run-directory.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { writeRun } from '../../src/run/write-run.js';
import { writeComparison } from '../../src/studies/compare/write.js';
import { CHROMIUM, pageIn } from './chromium.js';

const headline = join(import.meta.dirname, '../../scenarios/headline');
const WEEK_LONG_PAGE_BYTES_MAX = 3_000_000;

let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-page-'));
  const directory = new RunDirectory(join(folder, 'out'));
  const runs = [];
  for (const name of ['binpack-100', 'binpack-80']) {
    const scenario = readScenario(join(headline, `${name}.yaml`));
    const run = await execute(scenario, { directory, prefix: `${name}/` });
    await writeRun(run, scenario, { directory, prefix: `${name}/`, command: 'drydock run' });
    runs.push(run);
  }
  await writeComparison(runs, { directory, title: '<script>window.isHacked = true</script>', command: 'drydock compare' });
  await directory.finish();
  browser = await chromium.launch(CHROMIUM);
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The page from disk, its errors and its requests. */
async function open(file: string, width = 1200): Promise<{ page: Page; complaints: string[]; requests: string[]; bytes: number }> {
  const page = await pageIn(browser, { viewport: { width, height: 900 } });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  const response = await page.goto(`file://${join(folder, 'out', file)}`);
  await page.waitForSelector('canvas', { state: 'attached' });
  return { page, complaints, requests, bytes: (await response!.body()).length };
}

describe('report.html in Chromium, from disk', () => {
  it.each(['report.html', 'binpack-80/report.html'])('%s draws every chart, has no error and makes no request', async (file) => {
    const { page, complaints, requests, bytes } = await open(file);
    const drawn = await page.evaluate(`[...document.querySelectorAll('canvas')].map((canvas) => {
      const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      return data.some((value) => value !== 0);
    })`);
    expect(complaints).toEqual([]);
    expect(requests).toHaveLength(1);
    expect(bytes).toBeLessThan(WEEK_LONG_PAGE_BYTES_MAX);
    expect((drawn as boolean[]).length).toBeGreaterThanOrEqual(6);
    expect(drawn).toEqual((drawn as boolean[]).map(() => true));
  });

  it('shows a hostile title as text', async () => {
    const { page } = await open('report.html');
    expect(await page.evaluate('window.isHacked')).toBeUndefined();
    expect(await page.textContent('h1')).toBe('<script>window.isHacked = true</script>');
  });

  it('fits a narrow screen without scrolling sideways', async () => {
    const { page } = await open('binpack-80/report.html', 420);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  });

  it('leads from the comparison to each run', async () => {
    const { page } = await open('report.html');
    await page.click('th a:has-text("binpack-80")');
    await page.waitForURL('**/binpack-80/report.html');
    expect(await page.textContent('h1')).toBe('binpack-80');
  });
});
