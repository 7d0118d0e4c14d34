// `npm run --silent bench -- studio [--runs 3] [--only frames] [--json]`
// The studio of a build in Chromium (DRYDOCK_CHROMIUM, or /usr/bin/chromium): bytes and time of the first view, the time from a change to the new
// charts over the library, a week of 100,000 tasks, memory over 200 changes, and the frames while the cursor is dragged.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { fromDist, inDist } from './dist.mjs';
import { machineName } from './machine.mjs';
import { weekOf } from './page.mjs';
import { median } from './print.mjs';
import { FLEET, scrubbing } from './studio-frames.mjs';

const BROWSER = {
  executablePath: process.env.DRYDOCK_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--enable-precise-memory-info', '--js-flags=--expose-gc'],
};
/** The bytes that a page loads before its first answer, and after it. */
const FIRST = ['index.html.gz', 'app.js.gz', 'app.css.gz', 'worker.js.gz'];

export async function bench({ runs, only }) {
  const { builtStudio } = await fromDist('studies/studio/built.js');
  const { serveStudio } = await fromDist('studies/studio/server.js');
  const serve = (opened) => serveStudio(builtStudio(), { opened, port: 0 });
  if (only === 'frames') return framesAlone(serve);
  const served = await serve(null);
  const week = await serve({ name: 'week.yaml', text: weekOf(100_000), files: {} });
  const browser = await chromium.launch(BROWSER);
  try {
    const firstViewMs = [];
    for (let run = 0; run < runs; run++) firstViewMs.push(await firstView(browser, served.address));
    const changes = await changesOverLibrary(browser, served.address);
    return {
      firstViewBytes: bytesOf((name) => FIRST.includes(name)),
      allBytes: bytesOf(() => true),
      firstViewMs: Math.round(median(firstViewMs)),
      scenarios: changes.length,
      changeMedianMs: Math.round(median(changes.map(({ ms }) => ms))),
      changeWorst: worst(changes),
      ...(await weekOf100000Tasks(browser, week.address)),
      ...(await memoryOverChanges(browser, served.address)),
      ...(await framesOfDrag(browser, serve)),
      runs,
      machine: machineName(),
    };
  } finally {
    await browser.close();
    await served.close();
    await week.close();
  }
}

async function framesAlone(serve) {
  const browser = await chromium.launch(BROWSER);
  try {
    return { ...(await framesOfDrag(browser, serve)), machine: machineName() };
  } finally {
    await browser.close();
  }
}

async function framesOfDrag(browser, serve) {
  const served = await serve({ name: 'fleet.yaml', text: FLEET, files: {} });
  try {
    const page = await opened(browser, served.address);
    const frames = await scrubbing(page);
    await page.context().close();
    return frames;
  } finally {
    await served.close();
  }
}

function bytesOf(isCounted) {
  const folder = fileURLToPath(inDist('studio'));
  return readdirSync(folder)
    .filter(isCounted)
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

function worst(changes) {
  const { path, ms } = changes.reduce((most, other) => (other.ms > most.ms ? other : most));
  return `${path}: ${Math.round(ms)} ms`;
}

async function opened(browser, address) {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(address);
  await page.waitForSelector('.tiles');
  return page;
}

/** From the request for the page until the first answer is there and painted. */
async function firstView(browser, address) {
  const begun = performance.now();
  const page = await opened(browser, address);
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const ms = performance.now() - begun;
  await page.context().close();
  return ms;
}

/** Sets the seed by its field, and gives the time until the answer of that seed is painted. */
const CHANGE = `async (seed) => {
  const field = [...document.querySelectorAll('.setting')].at(-1).querySelector('input[type=number]');
  const begun = performance.now();
  field.value = seed;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  const isThere = () => document.querySelector('.status .note').textContent.includes('seed ' + seed + ' ');
  while (!isThere()) await new Promise((done) => requestAnimationFrame(done));
  await new Promise((done) => requestAnimationFrame(done));
  return performance.now() - begun;
}`;

/** The third change of each scenario: the engine is warm then, as it is under a hand. */
async function changesOverLibrary(browser, address) {
  const page = await opened(browser, address);
  const library = await page.evaluate(`fetch('./library.json').then((answer) => answer.json())`);
  const changes = [];
  for (const { path } of library) {
    await page.getByRole('button', { name: 'Library' }).click();
    await page.getByRole('searchbox').fill(path);
    await page.locator('.gallery button').first().click();
    const name = path.split('/').at(-1);
    await page.locator('.status h2', { hasText: name }).waitFor();
    let ms = 0;
    for (const seed of [1001, 1002, 1003]) ms = await page.evaluate(`(${CHANGE})(${seed})`);
    changes.push({ path, ms });
  }
  await page.context().close();
  return changes;
}

/** The page must draw while the worker works: the longest time between two frames. */
async function weekOf100000Tasks(browser, address) {
  const page = await opened(browser, address);
  const { ms, longestFrameMs } = await page.evaluate(`(async () => {
    let [last, longestFrameMs, isOver] = [performance.now(), 0, false];
    const frame = () => {
      longestFrameMs = Math.max(longestFrameMs, performance.now() - last);
      last = performance.now();
      if (!isOver) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const ms = await (${CHANGE})(2002);
    isOver = true;
    return { ms, longestFrameMs };
  })()`);
  await page.context().close();
  return { weekMs: Math.round(ms), weekLongestFrameMs: Math.round(longestFrameMs) };
}

async function memoryOverChanges(browser, address) {
  const page = await opened(browser, address);
  const heapAfter = async (from, to) => {
    for (let seed = from; seed <= to; seed++) await page.evaluate(`(${CHANGE})(${seed})`);
    return page.evaluate('(gc(), gc(), performance.memory.usedJSHeapSize)');
  };
  const [early, late] = [await heapAfter(3_001, 3_020), await heapAfter(3_021, 3_200)];
  await page.context().close();
  return { heapMbAfter20: Math.round(early / 1e5) / 10, heapMbAfter200: Math.round(late / 1e5) / 10 };
}
