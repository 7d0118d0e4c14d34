import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { hash32 } from '../../src/kernel/hash.js';
import { readCheckpoint, writeCheckpoint } from '../../src/run/checkpoints/checkpoint-file.js';
import { engineVersion } from '../../src/run/engine-version.js';
import { UserError } from '../../src/run/failure.js';
import { filesIn, fork, mistakesOf, runFile, scratch } from './fork-runs.js';

const folder = scratch();
const small = join(import.meta.dirname, '../fixtures/cli/small.yaml');
const path = join(folder, 'run.checkpoints/1h.checkpoint');
const bad = join(folder, 'bad.checkpoint');
let bytes = Buffer.of();

beforeAll(async () => {
  await runFile(small, { out: join(folder, 'run'), atMs: [3_600_000] });
  bytes = readFileSync(path);
});

/** The error for these bytes as a checkpoint. */
function refusalOf(content: Uint8Array): string {
  writeFileSync(bad, content);
  try {
    readCheckpoint(bad);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).lines.join('\n');
  }
  return '';
}

type Sections = [name: string, text: Buffer][];

/** A file with other content and the right SHA-256, as an attacker would make it. */
function forged(change: (sections: Sections) => Sections): Buffer {
  const rest = bytes.subarray(bytes.indexOf('\n') + 1);
  let at = rest.indexOf('\n') + 1;
  const list = JSON.parse(rest.toString('utf8', 0, at)) as { name: string; bytes: number }[];
  const sections = list.map(({ name, bytes: size }): Sections[number] => {
    at += size;
    return [name, gunzipSync(rest.subarray(at - size, at))];
  });
  const packed = change(sections).map(([name, text]) => [name, gzipSync(text)] as const);
  const head = Buffer.from(`${JSON.stringify(packed.map(([name, one]) => ({ name, bytes: one.length })))}\n`);
  const body = Buffer.concat([head, ...packed.map(([, one]) => one)]);
  const sha = createHash('sha256').update(body).digest('hex');
  return Buffer.concat([Buffer.from(`drydock checkpoint 1, engine ${engineVersion()}, sha256 ${sha}\n`), body]);
}

/** The same with another text in one of its sections. */
function withText(section: string, change: (text: string) => string): Buffer {
  return forged((all) => all.map(([name, text]) => [name, name === section ? Buffer.from(change(text.toString('utf8'))) : text]));
}

describe('a checkpoint file', () => {
  it('is read as it was written', async () => {
    const again = join(folder, 'again.checkpoint');
    const read = readCheckpoint(path);
    expect(await writeCheckpoint(again, read)).toBe(readFileSync(again).length);
    expect(readCheckpoint(again)).toEqual(read);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('is refused when another version made it, with both versions', () => {
    const other = Buffer.from(bytes.toString('latin1').replace(`engine ${engineVersion()}`, 'engine 9.9.9'), 'latin1');
    expect(refusalOf(other)).toBe(
      `${bad}: drydock 9.9.9 made this checkpoint and this is ${engineVersion()}; a state is read by its own build only`,
    );
  });

  it.each([
    ['an empty file', () => Buffer.of(), 'this is no checkpoint of drydock'],
    ['a scenario', () => readFileSync(small), 'this is no checkpoint of drydock'],
    ['one that was cut off', () => bytes.subarray(0, bytes.length - 1), 'damaged: its SHA-256 is another'],
    ['one cut off in its first line', () => bytes.subarray(0, 40), 'this is no checkpoint of drydock'],
    ['one with more behind it', () => Buffer.concat([bytes, Buffer.from('x')]), 'damaged'],
  ])('is refused when it is %s', (_, content, message) => {
    expect(refusalOf(content())).toContain(message);
  });

  it('is refused when any byte of it is another', () => {
    for (let i = 0; i < 200; i++) {
      const broken = Buffer.from(bytes);
      const at = hash32(1, 1, i, 0) % bytes.length;
      broken[at] ^= 1 + (hash32(1, 2, i, 0) % 255);
      expect(refusalOf(broken), `byte ${at}`).not.toBe('');
    }
  });

  it.each([
    ['a state with another prototype', () => withText('state', () => '{"__proto__":{"world":{}}}'), 'a key that no state has'],
    [
      'a head with a key too many',
      () => withText('head', (text) => text.replace('{"name"', '{"run":"rm -rf","name"')),
      'something else at',
    ],
    ['a head without its scenario', () => withText('head', (text) => text.replace('"inputs"', '"input"')), 'something else at scenario'],
    ['a head that is no JSON', () => withText('head', () => 'eval("1")'), 'JSON'],
    [
      'a file outside the directory',
      () => forged((all) => [...all, ['../../x.csv', Buffer.from('x')]]),
      'damaged: it holds a file that no run streams',
    ],
    ['no state', () => forged((all) => all.filter(([name]) => name !== 'state')), 'damaged'],
  ])('is refused when it was forged to hold %s', (_, content, message) => {
    expect(refusalOf(content())).toContain(message);
    expect(({} as { world?: unknown }).world).toBeUndefined();
  });

  it.each([
    ['nothing', () => '{}'],
    ['the state of nothing', (text: string) => text.replace(/"columns":\{/, '"columns":{},"other":{')],
    ['another time', (text: string) => text.replace('"nowMs":3600000', '"nowMs":3600001')],
    ['too few sources', (text: string) => text.replace(/"subscribers":\[/, '"subscribers":[],"others":[')],
  ])('ends in a message when its state is %s', async (_, change) => {
    writeFileSync(bad, withText('state', change));
    await expect(fork(bad, { out: join(folder, 'never') })).rejects.toThrow(UserError);
  });

  it('ends in a message when its scenario is not the one whose state it holds', async () => {
    writeFileSync(
      bad,
      withText('head', (text) => text.replace('duration: 2h', 'duration: 3h')),
    );
    expect(await mistakesOf(bad)).toEqual([`${bad}: its scenario does not have the hash in its head`]);
  });

  it('holds what the run had written of each of its files', () => {
    const whole = filesIn(join(folder, 'run'));
    const { files } = readCheckpoint(path);
    expect(files.size).toBeGreaterThan(5);
    for (const [name, begun] of files) {
      const text = gunzipSync(begun);
      expect(whole.get(name)!.subarray(0, text.length).equals(text), name).toBe(true);
    }
  });
});
