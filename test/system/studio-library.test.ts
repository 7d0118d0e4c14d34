import { afterAll, beforeAll, expect, it } from 'vitest';
import { idle, moveSliders, type OpenStudio, openStudio } from './studio-built.js';
import { digestsOf, libraryIn } from './studio-digests.js';

let studio: OpenStudio;

beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio?.close());

it('every scenario of the library has the digest in the studio that it has in Node', async () => {
  const page = await studio.page();
  const paths = await libraryIn(page);
  expect(paths.length).toBeGreaterThan(80);
  const { inPage, inNode } = await digestsOf(page, paths);
  expect(inPage).toEqual(inNode);
});

it('takes a thousand random moves of its sliders without an error, and its memory stays', async () => {
  const page = await studio.page();
  const heapAfter = async (moves: number) => {
    await moveSliders(page, { seed: moves, moves });
    await idle(page);
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return usedSize / 1e6;
  };
  const early = await heapAfter(100);
  const late = await heapAfter(900);
  expect(studio.errors).toEqual([]);
  // The history of the editor grows by what was changed; what a run leaves would be megabytes a move.
  expect(late - early).toBeLessThan(20);
});
