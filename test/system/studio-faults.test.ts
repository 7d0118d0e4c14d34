import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults } from './axe.js';
import { digestIn, idle, type OpenStudio, openStudio } from './studio-built.js';

let studio: OpenStudio;

beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio?.close());

const take = (page: Page, name: string, content: string) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/yaml', buffer: Buffer.from(content) });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const SCENARIO = (name: string, duration: string) => `name: ${name}
duration: ${duration}
cluster:
  capacityProviders:
    - { name: workers, autoScalingGroup: { instanceTypes: [m5.24xlarge], minSize: 50, maxSize: 50 } }
  defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
taskDefinitions: [{ family: job, containerDefinitions: [{ name: job, image: job, cpu: 128, memory: 128 }] }]
workloads: [{ name: jobs, taskDefinition: job, arrivals: { type: poisson, rate: 20/s }, runTime: 30s }]
metrics: { every: 1h }
`;

it('says after a cancellation whose figures stand there, and that run is the one that is pinned and seen', async () => {
  const page = await studio.page();
  const before = await digestIn(page);
  await take(page, 'endless.yaml', SCENARIO('endless', '365d'));
  await button(page, 'Cancel').click();
  await page.getByText('Cancelled. The figures are of the last run that ended.').waitFor();
  expect(await page.evaluate('document.activeElement.id')).toBe('answer');
  expect(await accessibilityFaults(page)).toEqual([]);
  // The settings are those of the text.
  const largest = page.locator('.setting', { hasText: 'Largest group' }).locator('input[type=number]');
  await expect.poll(() => largest.inputValue()).toBe('50');
  await button(page, 'Pin this run').click();
  await page.locator('.fleet-card summary').click();
  await page.locator('.fleet-now').first().waitFor();
  await button(page, 'Back to the pinned scenario').click();
  await idle(page);
  expect(await digestIn(page)).toBe(before);
  expect(await page.getByText('Cancelled.').count()).toBe(0);
});

it('takes mended mistakes off the page while the long run of the mended text goes on, and says on a new page that it is the first', async () => {
  const page = await studio.page();
  await take(page, 'wrong.yaml', `${SCENARIO('wrong', '365d')}wrong: 1\n`);
  await page.locator('.problems li').first().waitFor();
  await take(page, 'mended.yaml', SCENARIO('mended', '365d'));
  await page.locator('.problems li').first().waitFor({ state: 'detached' });
  await button(page, 'Cancel').waitFor();
  await button(page, 'Copy link').click();
  await page.locator('.toast').waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'The first run goes on.' }).waitFor();
  await page.locator('.setting', { hasText: 'Largest group' }).waitFor();
  await button(page, 'Cancel').click();
  await page.getByRole('heading', { name: 'Nothing has run yet.' }).waitFor();
});

it('says that a link is not copied where the browser refuses it, and draws all charts for paper', async () => {
  const page = await studio.page();
  await page.addInitScript(`navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))`);
  await page.reload();
  await idle(page);
  await button(page, 'Copy link').click();
  await page.getByText('The browser did not let the page copy: copy the address of this page.').first().waitFor();
  await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
  const widths = `[...new Set([...document.querySelectorAll('.plot canvas')].map(({ style }) => style.width))]`;
  expect(await page.evaluate(widths)).toEqual(['690px']);
  await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
  expect(await page.evaluate(widths)).not.toContain('690px');
});

it('leads from a mistake to its line, with no fault of accessibility in a long list of them', async () => {
  const page = await studio.page();
  const keys = Array.from({ length: 30 }, (_, i) => `wrong${i}: 1`).join('\n');
  await take(page, 'wrong.yaml', `${SCENARIO('wrong', '1h')}${keys}\n`);
  const mistake = page.locator('.problems li', { hasText: 'wrong20' });
  await mistake.waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await mistake.getByRole('button').click();
  await expect.poll(() => page.locator('.cm-activeLine').innerText()).toBe('wrong20: 1');
});

it('names the first mistake of a page on which nothing has run', async () => {
  const page = await studio.page();
  await take(page, 'wrong.yaml', SCENARIO('wrong', 'long'));
  await page.locator('.status .bad').waitFor();
  await button(page, 'Copy link').click();
  await page.locator('.toast').waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Nothing has run yet.' }).waitFor();
  await page.locator('.status .bad', { hasText: 'line 2' }).waitFor();
});

it('says what is missing when the server has gone, and goes on when it is back', async () => {
  const page = await studio.page();
  await page.context().setOffline(true);
  await button(page, 'Library').click();
  await page.getByText('The library cannot be read. Is the server of this page still there?').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await button(page, 'Lessons').click();
  await page.getByText('the engine of this page cannot be loaded').waitFor();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Packing and scale-in' }).click();
  await page.locator('.situation').waitFor();
});
