import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { durationText } from '../../src/kernel/quantity-text.js';
import { execute } from '../../src/run/execute.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { drydock } from '../cli/in-process.js';
import { fileOf } from '../scenarios/head.js';
import { pageIn } from './chromium.js';
import { digestIn, nextDigest, type OpenStudio, openStudio } from './studio-built.js';

let studio: OpenStudio;
const folder = mkdtempSync(join(tmpdir(), 'drydock-studio-'));
const page = join(folder, 'class.html');

beforeAll(async () => {
  studio = await openStudio();
});
afterAll(async () => {
  await studio?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('writes one file that runs a scenario with its task definitions from disk, and makes no request', async () => {
  const scenario = fileOf('headline/binpack-80');
  expect(await drydock(['studio', scenario, '--html', page], { cwd: folder })).toEqual({ stdout: `${page}\n`, stderr: '', status: 0 });
  const opened = await pageIn(studio.browser, { offline: true });
  const asked: string[] = [];
  const complaints: string[] = [];
  opened.on('request', (request) => asked.push(request.url()));
  opened.on('console', (message) => complaints.push(message.text()));
  opened.on('pageerror', (error) => complaints.push(error.message));
  await opened.goto(`file://${page}`);
  await opened.waitForSelector('.tiles');
  expect(await digestIn(opened)).toBe((await execute(readScenario(scenario))).identity.digest);
  await opened.getByRole('button', { name: 'Library' }).click();
  await opened.getByRole('searchbox').fill('scaling/headroom');
  const before = await digestIn(opened);
  await opened.locator('.gallery button').first().click();
  expect(await nextDigest(opened, before)).toBe((await execute(readScenario(fileOf('scaling/headroom')))).identity.digest);
  expect(complaints).toEqual([]);
  expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('blob:'))).toEqual([]);
});

it('writes a lesson into one file, which poses its question offline', async () => {
  expect(await drydock(['studio', '--lesson', 'warm-up', '--html', page], { cwd: folder })).toEqual({
    stdout: `${page}\n`,
    stderr: '',
    status: 0,
  });
  const opened = await pageIn(studio.browser, { offline: true, locale: 'en-US' });
  const complaints: string[] = [];
  opened.on('console', (message) => complaints.push(message.text()));
  await opened.goto(`file://${page}`);
  await opened.getByRole('heading', { name: 'The warm-up between two steps' }).waitFor();
  await opened.getByLabel('Your guess, in seconds').fill('240');
  await opened.getByRole('button', { name: 'Guess and run' }).click();
  await opened.getByText('You guessed').waitFor();
  const waitOf = async (set: readonly string[]) =>
    (await execute(readScenario(fileOf('scaling/warm-up'), { set }))).record.metrics.headline.wait_max_ms!;
  const longer = (await waitOf(['...instanceWarmupPeriod=300'])) - (await waitOf([]));
  expect(await opened.locator('.answer-card dd').allInnerTexts()).toEqual(['4 min', durationText(longer)]);
  await opened.getByRole('button', { name: /Two loops/ }).click();
  await opened.getByRole('heading', { name: /Two loops/ }).waitFor();
  await expect.poll(() => opened.url()).toMatch(/#lesson=two-loops$/);
  expect(complaints).toEqual([]);
});

it('runs an algorithm of the reader from the file too', async () => {
  await drydock(['studio', '--html', page], { cwd: folder });
  const opened = await pageIn(studio.browser, { offline: true, locale: 'en-US' });
  await opened.goto(`file://${page}`);
  await opened.waitForSelector('.tiles');
  const before = await digestIn(opened);
  const mine = `export default () => ({ name: 'mine', dependsOn: 'row', rank: (fleet, row) => -row });`;
  await opened.locator('input[type=file]').setInputFiles({ name: 'mine.mjs', mimeType: 'text/javascript', buffer: Buffer.from(mine) });
  await opened.getByRole('button', { name: 'Run it' }).click();
  await opened.getByText('All tasks are placed by mine.mjs').waitFor();
  expect(await nextDigest(opened, before)).not.toBe(before);
});

it('shows hostile names as text, in the file and from the server', async () => {
  const hostile = `</script><script>document.title='owned'</script><img src=x onerror="document.title='owned'">`;
  const text = readFileSync(fileOf('scaling/warm-up'), 'utf8')
    .replace(/^name: warm-up/m, `name: warm-up\ndescription: ${JSON.stringify(hostile)}`)
    .replaceAll('name: first', `name: ${JSON.stringify(hostile)}`);
  const scenario = join(folder, 'hostile.yaml');
  writeFileSync(scenario, `# ${hostile}\n${text}\nunknownKey: ${JSON.stringify(hostile)}\n`);
  await drydock(['studio', scenario, '--html', page], { cwd: folder });
  const opened = await pageIn(studio.browser);
  await opened.goto(`file://${page}`);
  await opened.locator('.problems').waitFor();
  expect(await opened.locator('.problems').textContent()).toContain('unknownKey');
  await expect.poll(() => opened.locator('.cm-content').textContent()).toContain(hostile);
  expect(await opened.title()).toBe('Drydock Studio');
});

it('reports what is wrong with its options, all at once, and writes nothing', async () => {
  const answer = await drydock(['studio', 'missing.yaml', '--html', join(folder, 'no', 'such.html')], { cwd: folder });
  expect(answer).toEqual({
    stdout: '',
    stderr: `--html ${folder}/no/such.html: there is no directory ${folder}/no\nmissing.yaml: there is no such file\n`,
    status: 2,
  });
  expect(await drydock(['studio', 'missing.yaml', '--lesson', 'warmup'], { cwd: folder })).toEqual({
    stdout: '',
    stderr: `--lesson warmup: there is no such lesson; did you mean warm-up?\n--lesson warmup: the studio opens it or missing.yaml, not both\nmissing.yaml: there is no such file\n`,
    status: 2,
  });
  expect(await drydock(['studio', '--port', '70000'], { cwd: folder })).toMatchObject({
    stderr: '--port: write a whole number from 0 to 65535\n',
    status: 2,
  });
});
