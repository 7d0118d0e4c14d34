import { afterAll, beforeAll, expect, it } from 'vitest';
import { idle, type OpenStudio, openStudio } from './studio-built.js';

let studio: OpenStudio;

beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio?.close());

it.each([390, 1280])('draws the fleet map as high as its frame at %i px', async (width) => {
  const page = await studio.page(undefined, { viewport: { width, height: 900 } });
  await idle(page);
  const canvas = page.locator('canvas#chart-fleet').first();
  await canvas.scrollIntoViewIfNeeded();
  await expect
    .poll(async () => {
      const [drawn, frame] = [await canvas.boundingBox(), await canvas.locator('..').boundingBox()];
      return Math.abs(drawn!.height - frame!.height);
    })
    .toBeLessThan(2);
});

it('shows the whole title of a dialog on a phone', async () => {
  const page = await studio.page(undefined, { viewport: { width: 390, height: 844 } });
  await page.getByRole('button', { name: 'Command line' }).click();
  const title = page.locator('dialog[open] h2');
  await title.waitFor();
  expect(await title.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
});

it('shows the library within its dialog on a phone', async () => {
  const page = await studio.page(undefined, { viewport: { width: 390, height: 844 } });
  await page.getByRole('button', { name: 'Library' }).click();
  const rightOf = async (selector: string) => {
    const { x, width } = (await page.locator(selector).first().boundingBox())!;
    return x + width;
  };
  await page.locator('.gallery button').first().waitFor();
  const dialog = await rightOf('dialog[open]');
  expect(await rightOf('.gallery button')).toBeLessThan(dialog);
  expect(await rightOf('.filter output')).toBeLessThan(dialog);
});

it('leads from the settings to the editor below all charts on a phone', async () => {
  const page = await studio.page(undefined, { viewport: { width: 390, height: 844 } });
  await page.getByRole('button', { name: 'Scenario ↓' }).click();
  await expect.poll(async () => (await page.locator('.editor').boundingBox())!.y).toBeLessThan(844);
  expect(await page.evaluate('document.activeElement.id')).toBe('scenario');
});

it.each(['light', 'dark'] as const)('hides the scrolled text of the editor behind its line numbers (%s)', async (colorScheme) => {
  const page = await studio.page(undefined, { viewport: { width: 1280, height: 900 }, colorScheme });
  const colour = await page.evaluate("getComputedStyle(document.querySelector('.cm-gutters')).backgroundColor");
  expect(colour).toMatch(/^rgb\(/);
});
