import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { digestIn, idle, nextDigest, type OpenStudio, openStudio } from './studio-built.js';

let studio: OpenStudio;

beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio?.close());
afterEach(() => {
  expect(studio.errors.splice(0)).toEqual([]);
});

const view = (page: Page, name: 'Simulate' | 'Lessons') => page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();
const target = (page: Page) => page.locator('.setting', { hasText: 'Target capacity' }).first();
const focused = (page: Page) => page.evaluate<string>('document.activeElement.className');

it('goes back through lessons to the scenario as it was changed, and keeps it over a visit to the lessons and a reload', async () => {
  const page = await studio.page();
  const first = await digestIn(page);
  await target(page).locator('input[type=range]').focus();
  await page.keyboard.press('ArrowLeft');
  const changed = await nextDigest(page, first);
  // At once, before the address has followed.
  await view(page, 'Lessons');
  await heading(page, 'The metric of the scaler');
  await expect.poll(() => page.url()).toMatch(/#lesson=metric$/);
  await page.getByRole('button', { name: 'Next lesson' }).click();
  await heading(page, 'Packing and scale-in');
  await expect.poll(() => focused(page)).toBe('lesson');
  await page.goBack();
  await heading(page, 'The metric of the scaler');
  await page.goBack();
  await page.locator('.tiles').waitFor();
  expect(await target(page).locator('input[type=number]').inputValue()).toBe('99');
  await page.goForward();
  await heading(page, 'The metric of the scaler');
  await view(page, 'Simulate');
  await expect.poll(() => page.url()).toContain('#s=');
  await page.reload();
  await idle(page);
  await expect.poll(() => digestIn(page)).toBe(changed);
});

it('shows what is opened from the library while a lesson is open, and goes back to the lesson', async () => {
  const page = await studio.page();
  await view(page, 'Lessons');
  await page.getByRole('button', { name: 'Library' }).click();
  await page.getByRole('searchbox').fill('scaling/headroom');
  await page.locator('.gallery button').first().click();
  await heading(page, 'headroom');
  await expect.poll(() => page.url()).toContain('#s=');
  await page.goBack();
  await heading(page, 'The metric of the scaler');
});

it('opens the run that a lesson shows in the editor, at the top, beside the lesson as it is and with its seed', async () => {
  const page = await studio.page();
  await view(page, 'Lessons');
  await page.getByLabel('Seed').fill('2');
  await page.getByLabel('Seed').press('Enter');
  await page.getByLabel('Your guess, in instances').fill('12');
  await page.getByLabel('Your guess, in instances').press('Enter');
  await page.locator('.answer-card').waitFor();
  await expect.poll(() => focused(page)).toBe('question');
  await page.getByRole('button', { name: 'Open in the editor' }).click();
  await page.getByText('Compared with metric, seed 2').waitFor();
  await idle(page);
  expect(await target(page).locator('input[type=number]').inputValue()).toBe('50');
  const instances = page.locator('.tiles > div', { hasText: 'Most instances' });
  await expect.poll(() => instances.locator('.large').innerText()).toBe('12');
  expect(await instances.locator('.difference').innerText()).toMatch(/pinned:\s6$/);
  expect(await page.evaluate('scrollY')).toBe(0);
});
