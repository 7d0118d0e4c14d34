import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idle, type OpenStudio, openStudio, until } from './studio-built.js';

const SAMPLES = join(import.meta.dirname, '../../reports/samples');
/** The figures in the pictures: a picture itself has other letters on another machine. */
const FIGURES = join(import.meta.dirname, 'studio-pictures.json');
const IS_RENEWING = process.env.UPDATE_LOOKS === '1';
const VIEWPORT = { width: 1280, height: 800 };

let studio: OpenStudio;
const found: Record<string, readonly string[]> = {};

beforeAll(async () => {
  studio = await openStudio();
});
afterAll(async () => {
  await studio?.close();
  if (IS_RENEWING) writeFileSync(FIGURES, `${JSON.stringify(found, null, 2)}\n`);
});

/** Takes a picture where pictures are renewed; else compares the figures on the page with those that the picture shows. */
async function picture(page: Page, name: string, selector: string): Promise<void> {
  found[name] = (await page.locator(selector).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
  const file = join(SAMPLES, `studio-${name}.png`);
  if (IS_RENEWING) await page.screenshot({ path: file });
  expect(existsSync(file), file).toBe(true);
  if (!IS_RENEWING) expect(found[name]).toEqual(JSON.parse(readFileSync(FIGURES, 'utf8'))[name]);
}

/** The packed week with a target capacity of 100, beside the pinned one of 80. */
async function compared(options: BrowserContextOptions): Promise<Page> {
  const page = await studio.page(undefined, { viewport: VIEWPORT, reducedMotion: 'reduce', ...options });
  await page.getByRole('button', { name: 'Library' }).click();
  await page.getByRole('searchbox').fill('headline/binpack-80');
  await page.locator('.gallery button').first().click();
  await page.getByRole('heading', { name: 'binpack-80' }).waitFor();
  await idle(page);
  await page.getByRole('button', { name: 'Pin this run' }).click();
  await page.locator('.setting', { hasText: 'Target capacity' }).first().locator('input[type=number]').fill('100');
  await page.locator('.tiles .difference.good').first().waitFor();
  await idle(page);
  return page;
}

/** `UPDATE_LOOKS=1 npx vitest run --project system test/system/studio-pictures.test.ts` makes the pictures of README and docs/studio.md anew: look at them. */
it('the pictures of the answer and of luck show the figures of today', async () => {
  const page = await compared({ colorScheme: 'light' });
  await picture(page, 'answer-light', '.tiles > div');
  await page.getByRole('button', { name: 'Is it luck?' }).click();
  await page.locator('.luck tbody tr').first().waitFor();
  await picture(page, 'luck-light', '.luck tbody tr');
});

it('the picture of two fleets shows the instances of today', async () => {
  const page = await compared({ colorScheme: 'dark' });
  await page.locator('.fleet-card summary').click();
  await page.locator('.fleet-run + .fleet-run .fleet-now').waitFor();
  const above = page.getByRole('region', { name: 'Pinned: binpack-80, seed 1' });
  const strips = above.getByRole('slider');
  await strips.focus();
  await page.keyboard.press('Home');
  const { x, y, width } = (await strips.boundingBox())!;
  await page.mouse.click(x + width * 0.185, y + 12);
  // The texts follow the picture.
  for (const text of await page.locator('.fleet-state').all()) await until(async () => (await text.innerText()).startsWith('31:'));
  await above.scrollIntoViewIfNeeded();
  await page.mouse.move(0, 0);
  await picture(page, 'fleets-dark', '.fleet-state');
});

it('the picture of a lesson shows the answer of today', async () => {
  const page = await studio.page(undefined, { viewport: VIEWPORT, reducedMotion: 'reduce', colorScheme: 'dark' });
  await page.getByRole('button', { name: 'Lessons' }).click();
  await page.getByRole('spinbutton', { name: /^Your guess/ }).fill('8');
  await page.getByRole('button', { name: 'Guess and run' }).click();
  await page.getByText('The engine measured').waitFor();
  await picture(page, 'lesson-dark', '.answer-card dd, .fleet-state');
});
