import { get, type IncomingMessage, type RequestOptions } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenStudio, openStudio } from './studio-built.js';

let studio: OpenStudio;
let address: URL;

beforeAll(async () => {
  studio = await openStudio();
  address = new URL(studio.address);
});
afterAll(() => studio?.close());

function asked(options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: address.port, path: address.pathname, ...options }, (answer) => {
      answer.resume();
      resolve(answer);
    }).on('error', reject);
  });
}

it('answers its own address with a strict policy and keeps nothing', async () => {
  const { statusCode, headers } = await asked({});
  expect(statusCode).toBe(200);
  expect(headers['cache-control']).toBe('no-store');
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'; script-src 'self' blob:;");
  expect(policy).not.toContain('unsafe');
});

it('refuses a name that leads to this machine, another origin and an address without the token', async () => {
  const statusOf = async (options: RequestOptions) => (await asked(options)).statusCode;
  expect(await statusOf({ headers: { host: `evil.example:${address.port}` } })).toBe(403);
  expect(await statusOf({ headers: { host: '127.0.0.1:1' } })).toBe(403);
  expect(await statusOf({ headers: { origin: 'http://evil.example' } })).toBe(403);
  expect(await statusOf({ headers: { origin: `http://127.0.0.1:${address.port}` } })).toBe(200);
  expect(await statusOf({ path: '/' })).toBe(403);
  expect(await statusOf({ path: `${address.pathname.slice(0, -2)}x/` })).toBe(403);
  expect(await statusOf({ path: '/library.json' })).toBe(403);
});

it('serves the files of the studio by their names and no others', async () => {
  const statusOf = async (name: string) => (await asked({ path: `${address.pathname}${name}` })).statusCode;
  expect(await statusOf('worker.js')).toBe(200);
  expect(await statusOf('library.json')).toBe(200);
  expect(await statusOf('../package.json')).toBe(404);
  expect(await statusOf('..%2fpackage.json')).toBe(404);
  expect((await asked({ method: 'POST' })).statusCode).toBe(405);
});
