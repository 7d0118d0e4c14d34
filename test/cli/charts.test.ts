import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { drydock } from './in-process.js';

const SMALL = join(import.meta.dirname, '../../scenarios/scaling/headroom.yaml');
const SHORT = ['--set', 'duration=2h', '--set', 'expect='];
const folder = mkdtempSync(join(tmpdir(), 'drydock-charts-'));
const run = (...words: string[]) => drydock(['run', SMALL, ...SHORT, ...words], { cwd: folder });

function chartsOnPage(place: string): string[] {
  const page = readFileSync(join(folder, place, 'report.html'), 'utf8');
  const [, json] = /<script type="application\/json" id="charts">(.*?)<\/script>/s.exec(page)!;
  return (JSON.parse(json) as { readonly id: string }[]).map(({ id }) => id);
}

describe('drydock run --charts', () => {
  beforeAll(async () => {
    await run('--out', 'plain');
    await run('--charts', 'svg,png', '--chart-size', '400x200', '--out', 'drawn');
  });

  it('without it a run draws its charts on the page alone', () => {
    expect(chartsOnPage('plain')).toContain('instances-workers');
    expect(existsSync(join(folder, 'plain/charts'))).toBe(false);
  });

  it('writes each chart of the page in each format named, and in no other', () => {
    const expected = chartsOnPage('drawn').flatMap((id) => [`${id}.png`, `${id}.svg`]);
    expect(readdirSync(join(folder, 'drawn/charts')).toSorted()).toEqual(expected.toSorted());
    const png = readFileSync(join(folder, 'drawn/charts/cost.png'));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([400, 200]);
  });

  it('the page is the same with and without it', () => {
    const [plain, drawn] = ['plain', 'drawn'].map((place) => readFileSync(join(folder, place, 'report.html'), 'utf8'));
    expect(drawn).toBe(plain);
  });

  it('a size alone requests PNG', async () => {
    await run('--chart-size', '400x200', '--out', 'sized');
    expect(readdirSync(join(folder, 'sized/charts')).every((name) => name.endsWith('.png'))).toBe(true);
  });

  it('names each unknown format', async () => {
    expect(await run('--charts', 'pgn,gif', '--chart-size', '9x9', '--out', 'none')).toEqual({
      stdout: '',
      stderr:
        "--charts pgn,gif: 'pgn' is no format of charts; did you mean png?\n" +
        "--charts pgn,gif: 'gif' is no format of charts; choose from png, svg, csv\n" +
        '--chart-size 9x9: write width and height in pixels, such as 1600x900, each from 200 to 8000\n',
      status: 2,
    });
  });
});
