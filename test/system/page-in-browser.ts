import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { FinishedRun } from '../../src/report/summary.js';
import { execute } from '../../src/run/execute.js';
import { RunDirectory } from '../../src/run/run-directory.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { CHROMIUM, pageIn } from './chromium.js';

/** A folder and a browser for the pages of one test file. */
export class Pages {
  private readonly folder = mkdtempSync(join(tmpdir(), 'drydock-pages-'));
  private browser: Browser | null = null;

  /** A finished run of a scenario's text, with its settings, as a command has it. */
  async run(name: string, text: string): Promise<FinishedRun> {
    const path = join(this.folder, `${name}.yaml`);
    writeFileSync(path, text);
    const directory = new RunDirectory(join(this.folder, name));
    const run = await execute(readScenario(path), { directory });
    await directory.finish();
    return run;
  }

  /** The page as it opens from disk, with its errors and its requests. */
  async open(html: string, { colorScheme = 'light' }: { colorScheme?: 'light' | 'dark' } = {}): Promise<Opened> {
    this.browser ??= await chromium.launch(CHROMIUM);
    const file = join(this.folder, 'report.html');
    writeFileSync(file, html);
    const page = await pageIn(this.browser, { viewport: { width: 1200, height: 900 }, colorScheme });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`file://${file}`);
    return { page, complaints, requests };
  }

  async close(): Promise<void> {
    await this.browser?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface Opened {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

/** The charts over time of a page, as Chart.js has them: what each shows of simulated time, in milliseconds. */
export function stretches(page: Page): Promise<[fromMs: number, toMs: number][]> {
  return page.evaluate(`JSON.parse(document.getElementById('charts').textContent)
    .filter(({ time }) => time !== undefined)
    .map(({ id, time }) => {
      const { min, max } = Chart.getChart('chart-' + id).scales.x;
      return [Math.round(min * time.unitMs), Math.round(max * time.unitMs)];
    })`);
}
