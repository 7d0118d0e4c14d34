import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { execute } from '../../src/run/execute.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { CHROMIUM, pageIn } from './chromium.js';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'scenarios/headline');

/** What the worker does with a scenario's texts: all of it through the engine's public names. */
const WORKER = `
import { Digest, loadScenario, makeSource, Simulation } from './src/engine.ts';
self.onmessage = ({ data }) => {
  const { setup } = loadScenario('scenario.yaml', { read: (path) => data.files[path] });
  const digest = new Digest();
  const sources = setup.workloads.map((w) => makeSource(w.arrivals, { seed: setup.seed, name: w.name }));
  const simulation = new Simulation(setup, { sources, subscribers: [digest] });
  while (simulation.advance(setup.durationMs, 1000) === 'sliced');
  self.postMessage({ digest: digest.text, events: simulation.eventsHandled });
};`;

let browser: Browser;
let server: Server;

beforeAll(async () => {
  const bundle = await build({
    stdin: { contents: WORKER, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    external: ['crypto'],
    logLevel: 'silent',
  });
  server = createServer((request, response) => {
    const isWorker = request.url === '/worker.js';
    response.setHeader('content-type', isWorker ? 'text/javascript' : 'text/html');
    response.end(isWorker ? bundle.outputFiles[0].text : '<!doctype html><title>drydock</title>');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  browser = await chromium.launch(CHROMIUM);
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

it('a run in a Chromium worker has the digest that it has in Node', async () => {
  const text = readFileSync(join(folder, 'binpack-80.yaml'), 'utf8');
  const names = ['web', 'api', 'indexer', 'nightly'].map((name) => `task-definitions/${name}.json`);
  const files = { 'scenario.yaml': text, ...Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')])) };
  const page = await pageIn(browser);
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const inBrowser = await page.evaluate(`new Promise((resolve, reject) => {
    const worker = new Worker('/worker.js');
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(${JSON.stringify({ files })});
  })`);
  const inNode = await execute(readScenario(join(folder, 'binpack-80.yaml')));
  expect(inBrowser).toEqual({ digest: inNode.identity.digest, events: inNode.identity.events });
});
