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
