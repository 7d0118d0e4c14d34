import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Opened } from '../../src/studies/studio/built.js';
import { buildStudio } from '../../src/studio/build.mjs';
import { DIST } from '../built.js';
import { CHROMIUM, pageIn } from './chromium.js';

const root = join(import.meta.dirname, '../..');
const folder = join(DIST, 'studio');

/** Builds the studio beside the program, as `npm run build` does, unless it is there as its sources are. */
async function build(): Promise<void> {
  const hash = createHash('sha256');
  const entries = readdirSync(join(root, 'src/studio'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.sort()) hash.update(readFileSync(file));
  const [stamp, wanted] = [`${folder}.stamp`, hash.digest('hex')];
  if (existsSync(stamp) && existsSync(folder) && readFileSync(stamp, 'utf8') === wanted) return;
  await buildStudio(folder);
  writeFileSync(stamp, wanted);
}

/** A studio of the real build, served by the program, and a browser. */
export interface OpenStudio {
  readonly address: string;
  readonly browser: Browser;
  /** A page of the studio that has run its first scenario, in a context of its own; errors of the page land in `errors`. */
  page(address?: string, options?: BrowserContextOptions): Promise<Page>;
  readonly errors: string[];
  close(): Promise<void>;
}

export async function openStudio(opened: Opened | null = null): Promise<OpenStudio> {
  await build();
  const { builtStudio } = (await import(join(DIST, 'studies/studio/built.js'))) as typeof import('../../src/studies/studio/built.js');
  const { serveStudio } = (await import(join(DIST, 'studies/studio/server.js'))) as typeof import('../../src/studies/studio/server.js');
  const served = await serveStudio(builtStudio(), { opened, port: 0 });
  const browser = await chromium.launch(CHROMIUM);
  const errors: string[] = [];
  const page = async (address = served.address, options: BrowserContextOptions = {}) => {
    const made = await pageIn(browser, { viewport: { width: 1280, height: 900 }, locale: 'en-US', ...options });
    made.on('pageerror', (error) => errors.push(error.message));
    made.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await made.goto(address);
    await made.waitForSelector('.tiles');
    return made;
  };
  return {
    ...{ address: served.address, browser, page, errors },
    close: async () => {
      await browser.close();
      await served.close();
    },
  };
}

/** The digest that the page shows. */
export function digestIn(page: Page): Promise<string> {
  return page.locator('.status code').textContent() as Promise<string>;
}

/** Waits until the page shows another digest, and returns it. The policy of the page forbids to evaluate a condition in it. */
export async function nextDigest(page: Page, before: string): Promise<string> {
  await until(async () => ![before, null].includes(await page.locator('.status code').textContent()));
  return digestIn(page);
}

/** Waits until no change is on its way and nothing runs. */
export async function idle(page: Page): Promise<void> {
  await page.locator('#answer[aria-busy=false]').waitFor();
}

/** Polls until it is so; the limit of the test is the limit. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((go) => setTimeout(go, 30));
}

/** Moves sliders at random, a few milliseconds apart, as a hand would not: the next comes before the last has been answered. */
export async function moveSliders(page: Page, { seed, moves }: { readonly seed: number; readonly moves: number }): Promise<void> {
  await page.evaluate(`(async () => {
    let state = ${seed};
    const draw = (below) => { state = (state * 1103515245 + 12345) % 2147483648; return state % below; };
    for (let i = 0; i < ${moves}; i++) {
      const sliders = [...document.querySelectorAll('.setting input[type=range]')];
      const slider = sliders[draw(sliders.length)];
      slider.value = Number(slider.min) + draw(Number(slider.max) - Number(slider.min) + 1);
      slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
      slider.dispatchEvent(new Event('change', { bubbles: true }));
      await new Promise((go) => setTimeout(go, draw(40)));
    }
  })()`);
}
