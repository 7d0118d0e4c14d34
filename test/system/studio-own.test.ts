import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drydock } from '../cli/in-process.js';
import { fileOf } from '../scenarios/head.js';
import { digestIn, nextDigest, type OpenStudio, openStudio, until } from './studio-built.js';

let studio: OpenStudio;
const folder = mkdtempSync(join(tmpdir(), 'drydock-own-'));

beforeAll(async () => {
  studio = await openStudio();
});
afterAll(async () => {
  await studio?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Drops files where a user would choose them. */
async function drop(page: Page, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  const given = Object.entries(files).map(([name, content]) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) }));
  await page.locator('input[type=file]').setInputFiles(given);
}

/** The digest that the command prints for a scenario of this folder. */
async function commandDigest(scenario: string, ...options: string[]): Promise<string> {
  const out = join(mkdtempSync(join(folder, 'run-')), 'out');
  expect(await drydock(['run', scenario, ...options, '--out', out], { cwd: folder })).toMatchObject({ stderr: '' });
  return JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')).digest;
}

const BALANCED = `import type { AlgorithmFactory } from 'ecs-drydock';

const balanced: AlgorithmFactory = () => ({
  name: 'balanced',
  dependsOn: 'row',
  rank(fleet, row, request) {
    const type = fleet.types[fleet.type[row]!]!;
    const cpu = (fleet.cpuUnitsFree[row]! - request.cpuUnits) / type.cpuUnits;
    const memory = (fleet.memoryMibFree[row]! - request.memoryMib) / type.memoryMib;
    return -Math.abs(cpu + memory);
  },
});

export default balanced;
`;

describe('an algorithm of the user', () => {
  it('runs after a click alone, and places as the command places by it', async () => {
    const page = await studio.page();
    await drop(page, { 'headroom.yaml': readFileSync(fileOf('scaling/headroom')) });
    await page.getByRole('heading', { name: 'headroom' }).waitFor();
    const before = await digestIn(page);
    await drop(page, { 'balanced.ts': BALANCED });
    const dialog = page.getByRole('dialog', { name: 'Run balanced.ts as the placement algorithm?' });
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await digestIn(page)).toBe(before);
    await drop(page, { 'balanced.ts': BALANCED });
    await dialog.getByRole('button', { name: 'Run it' }).click();
    const after = await nextDigest(page, before);
    writeFileSync(join(folder, 'balanced.ts'), BALANCED);
    expect(after).toBe(await commandDigest(fileOf('scaling/headroom'), '--policy', './balanced.ts'));
    await page.getByText('All tasks are placed by balanced.ts').waitFor();
    await page.getByRole('button', { name: 'Command line' }).click();
    await page.getByText('npx drydock run headroom.yaml --policy ./balanced.ts').waitFor();
    await page.keyboard.press('Escape');
    // Its fleet is recorded, and its placements explained, by the same module.
    await page.locator('.fleet-card summary').click();
    await page.getByRole('spinbutton', { name: 'Task', exact: true }).fill('3');
    await page.getByRole('spinbutton', { name: 'Task', exact: true }).press('Enter');
    await page.locator('.candidates tr.chosen').waitFor();
    await page.getByRole('button', { name: 'Place by the scenario again' }).click();
    expect(await nextDigest(page, after)).toBe(before);
    expect(studio.errors.splice(0)).toEqual([]);
  });

  it('is refused with its fault, and is ended when it loops', async () => {
    const page = await studio.page();
    const before = await digestIn(page);
    const given = async (text: string) => {
      await drop(page, { 'mine.mjs': text });
      await page.getByRole('button', { name: 'Run it' }).click();
    };
    await given(`export default () => ({ name: 'mine', dependsOn: 'row', rank: () => NaN });`);
    await page.locator('.alert', { hasText: 'mine.mjs' }).waitFor();
    await expect.poll(() => page.locator('.alert').textContent()).toContain('NaN');
    await given(`import { readFileSync } from 'node:fs'; export default () => readFileSync('/etc/passwd');`);
    await page.locator('.alert', { hasText: 'mine.mjs imports node:fs' }).waitFor();
    await given('export default () => {');
    await page.getByRole('dialog').locator('.bad', { hasText: 'mine.mjs: ' }).waitFor();
    await page.keyboard.press('Escape');
    await given(`export default () => ({ name: 'mine', dependsOn: 'row', rank: () => { for (;;); } });`);
    await page.locator('.status').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Place by the scenario again' }).click();
    await until(async () => (await page.locator('.alert').count()) === 0);
    expect(await digestIn(page)).toBe(before);
    studio.errors.splice(0);
  });

  it('calls no other host', async () => {
    let asked = 0;
    const host = createServer((_, response) => {
      asked++;
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end('{}');
    });
    await new Promise<void>((ready) => host.listen(0, '127.0.0.1', ready));
    const address = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`;
    const page = await studio.page();
    // Both wait for their answer, so that the module can report the answer.
    await drop(page, {
      'leak.js': `
        const tries = [() => importScripts('${address}'), () => { const ask = new XMLHttpRequest(); ask.open('GET', '${address}', false); ask.send(); }];
        const refused = tries.filter((one) => { try { one(); return false; } catch { return true; } }).length;
        export default () => { throw new Error(refused + ' of 2 refused'); };`,
    });
    await page.getByRole('button', { name: 'Run it' }).click();
    await page.locator('.alert', { hasText: '2 of 2 refused' }).waitFor();
    expect(asked).toBe(0);
    studio.errors.splice(0);
    host.close();
  });
});

const JOBS = 'submitted,seconds,cores,gib\n0,600,1,2\n90,300,0.5,1\n95,1200,1,3\n700,60,0.5,0.5\n';

describe('a trace', () => {
  it('is replayed from a gzipped file beside its scenario, as the command replays it', async () => {
    const scenario = readFileSync(fileOf('scaling/warm-up'), 'utf8').replace(
      /arrivals: \{[^}]*\}/,
      'arrivals: { type: trace, file: traces/jobs.csv.gz, columns: { arrival: submitted, duration: seconds, cpu: cores, memory: gib } }',
    );
    writeFileSync(join(folder, 'replay.yaml'), scenario);
    mkdirSync(join(folder, 'traces'), { recursive: true });
    writeFileSync(join(folder, 'traces/jobs.csv.gz'), gzipSync(JOBS));
    const page = await studio.page();
    const before = await digestIn(page);
    await drop(page, { 'replay.yaml': scenario });
    await page.locator('.alert', { hasText: 'traces/jobs.csv.gz: the page does not have this trace' }).waitFor();
    await drop(page, { 'jobs.csv.gz': gzipSync(JOBS) });
    expect(await nextDigest(page, before)).toBe(await commandDigest('replay.yaml'));
    await drop(page, { 'jobs.csv.gz': gzipSync(JOBS.replace('300', 'soon')) });
    await page.locator('.alert', { hasText: "traces/jobs.csv.gz:3 seconds: 'soon' is not a number from 0" }).waitFor();
    expect(studio.errors.splice(0)).toEqual([]);
  });

  it('has the format of its first bytes, and each file that the page cannot read is named', async () => {
    const page = await studio.page();
    const before = await digestIn(page);
    const whole = gzipSync(JOBS);
    await drop(page, {
      'jobs.csv': Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x00]),
      'jobs.parquet': 'PAR1 and more',
      'jobs.csv.gz': whole.subarray(0, whole.length - 12),
    });
    const alert = page.locator('.alert');
    await alert.waitFor();
    await expect
      .poll(async () => (await alert.textContent())!.split('\n'))
      .toEqual([
        'jobs.csv is packed with zstd, which the page does not unpack: pack it with gzip, or replay it with drydock run',
        'jobs.parquet is a Parquet file, which the page does not read: write it as CSV, or replay it with drydock run',
        'jobs.csv.gz is a gzip file that cannot be unpacked: it is cut or damaged',
      ]);
    expect(await digestIn(page)).toBe(before);
    await drop(page, { 'jobs.csv': whole });
    const dialog = page.getByRole('dialog', { name: 'Replay jobs.csv' });
    await expect.poll(() => dialog.locator('select[name=arrival]').inputValue()).toBe('submitted');
  });

  it('is given to a workload that the reader chooses, with the meaning of its columns', async () => {
    const page = await studio.page();
    const before = await digestIn(page);
    await drop(page, { 'jobs.csv': JOBS });
    const dialog = page.getByRole('dialog', { name: 'Replay jobs.csv' });
    await expect.poll(() => dialog.locator('select[name=arrival]').inputValue()).toBe('submitted');
    await dialog.locator('select[name=duration]').selectOption('seconds');
    await expect.poll(() => dialog.locator('select[name=cpu]').inputValue()).toBe('cores');
    await expect.poll(() => dialog.locator('select[name=memory]').inputValue()).toBe('gib');
    await dialog.getByRole('button', { name: 'Replay' }).click();
    const digest = await nextDigest(page, before);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    await (await downloading).saveAs(join(folder, 'chosen.yaml'));
    writeFileSync(join(folder, 'jobs.csv'), JOBS);
    expect(digest).toBe(await commandDigest('chosen.yaml'));
  });
});
