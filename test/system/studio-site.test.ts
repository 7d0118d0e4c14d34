import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, posix } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { execute } from '../../src/run/execute.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { buildSite } from '../../src/studio/site/build.mjs';
import { fileOf } from '../scenarios/head.js';
import { CHROMIUM, pageIn } from './chromium.js';
import { digestIn } from './studio-built.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-site-'));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};
let server: Server;
let browser: Browser;
let address: string;

beforeAll(async () => {
  await buildSite(folder);
  // A host of files, without our headers.
  server = createServer((request, response) => {
    const path = join(folder, decodeURI(new URL(request.url ?? '/', 'http://site').pathname).replace(/\/$/, '/index.html'));
    if (!existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(readFileSync(path));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await chromium.launch(CHROMIUM);
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('has every page of the documentation, and each link between pages leads to a heading that is there', () => {
  const pages = (readdirSync(folder, { recursive: true }) as string[]).filter(
    (file) => file.endsWith('.html') && !file.startsWith('studio'),
  );
  expect(pages).toContain('docs/model.html');
  const anchors = new Map(
    pages.map((page) => [page, [...readFileSync(join(folder, page), 'utf8').matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)]),
  );
  const lost = pages.flatMap((page) => {
    const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(readFileSync(join(folder, page), 'utf8'))?.[1] ?? '';
    return [...main.matchAll(/<a href="([^"]*)"/g)].flatMap(([, href = '']) => {
      if (/^[a-z]+:/.test(href)) return [];
      const [file = '', anchor] = href.split('#');
      const target = file === '' ? page : posix.normalize(posix.join(posix.dirname(page), file));
      const isThere = existsSync(join(folder, target)) && (anchor === undefined || (anchors.get(target)?.includes(anchor) ?? true));
      return isThere ? [] : [`${page}: ${href}`];
    });
  });
  expect(lost).toEqual([]);
});

it('finds words in its pages, and runs the studio from a host of files', async () => {
  const page = await pageIn(browser);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(address);
  await page.getByRole('searchbox').fill('head-of-line blocking');
  await page.locator('#found a').first().click();
  await page.waitForURL(/docs\//);
  expect(await page.locator('main').textContent()).toMatch(/head-of-line/i);
  await page.getByRole('link', { name: 'Studio', exact: true }).click();
  await page.waitForSelector('.tiles');
  expect(await digestIn(page)).toBe((await execute(readScenario(fileOf('scaling/warm-up')))).identity.digest);
  await page.locator('.cm-content').waitFor();
  expect(complaints).toEqual([]);
});
