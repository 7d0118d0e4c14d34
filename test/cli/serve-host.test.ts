import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECS } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CREDENTIALS, REGION } from '../endpoint/session.js';
import { killGroup, startDrydock } from './child.js';
import { fixtures, run } from './small-run.js';

/** Addresses besides 127.0.0.1 by which this machine reaches itself: all of 127.0.0.0/8, and those of its network. */
const others = [
  '127.0.0.2',
  ...Object.values(networkInterfaces()).flatMap((all = []) =>
    all.filter((one) => !one.internal && one.family === 'IPv4').map((one) => one.address),
  ),
];

interface Server {
  readonly child: ChildProcess;
  readonly stdout: string;
  readonly stderr: () => string;
  readonly port: string;
}

/** `drydock serve small.yaml WORDS`, once it listens. */
async function served(...words: string[]): Promise<Server> {
  const child = startDrydock(['serve', 'small.yaml', '--port', '0', ...words], { cwd: fixtures, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stderr!.on('data', (part: Buffer) => {
    stderr += part;
  });
  await new Promise<void>((ready, failed) => {
    child.once('exit', () => failed(new Error(stderr)));
    child.stdout!.on('data', (part: Buffer) => {
      stdout += part;
      if (stdout.includes('Ctrl-C')) ready();
    });
  });
  return { child, stdout, stderr: () => stderr, port: /:(\d+)\n/.exec(stdout)![1]! };
}

/** Status of a request to an address; 0 without a server there. */
function statusAt(address: string, port: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((done) => {
    const asked = request({ host: address, port, path: '/drydock/clock', headers }, (answer) => {
      answer.resume();
      done(answer.statusCode!);
    });
    asked.on('error', () => done(0));
    asked.end();
  });
}

/** Servers of the tests that only call them. */
let local: Server;
let everywhere: Server;
beforeAll(async () => {
  local = await served();
  everywhere = await served('--host', '0.0.0.0', '--allow-host', 'drydock.example', '--allow-host', 'far.example:80');
});

afterAll(() => {
  for (const { child } of [local, everywhere]) killGroup(child);
});

describe('drydock serve --journal', () => {
  it('keeps the journal of before where the port is taken, and replaces it where it listens', async () => {
    const journal = join(mkdtempSync(join(tmpdir(), 'journal-')), 'calls.jsonl');
    writeFileSync(journal, 'of before\n');
    const { port } = local;
    const { status } = await run('serve', 'small.yaml', '--port', port, '--journal', journal);
    expect([status, readFileSync(journal, 'utf8')]).toEqual([1, 'of before\n']);
    await served('--journal', journal);
    expect(readFileSync(journal, 'utf8')).toMatch(/^\{.*"scenario":"small".*\}\n$/);
  });
});

describe('drydock serve --host', () => {
  it('listens on 127.0.0.1 alone, with no warning, unless another address is given', async () => {
    const { port, stdout, stderr } = local;
    expect(stdout).toContain('It answers this machine alone. Ctrl-C ends it.');
    expect(await statusAt('127.0.0.1', port)).toBe(200);
    expect(await statusAt('127.0.0.1', port, { host: `localhost:${port}` })).toBe(200);
    for (const other of others) expect(await statusAt(other, port)).toBe(0);
    expect(stderr()).toBe('');
  });

  it('answers on every address to the host that it is reached by and to names that are allowed', async () => {
    const { port, stdout, stderr } = everywhere;
    expect(stdout).toContain(`http://127.0.0.1:${port}\n`);
    expect(stdout).toContain('It answers requests to any address of this machine, drydock.example, far.example:80. Ctrl-C ends it.');
    await expect
      .poll(stderr)
      .toBe(`warning: no secret is checked: everybody who reaches port ${port} of this machine can drive the simulated cluster\n`);
    for (const address of ['127.0.0.1', ...others]) {
      expect(await statusAt(address, port)).toBe(200);
      for (const host of [`localhost:${port}`, `Drydock.example:${port}`, 'far.example', 'far.example:80'])
        expect(await statusAt(address, port, { host }), host).toBe(200);
      for (const host of [
        `rebound.example:${port}`,
        'drydock.example',
        `far.example:${port}`,
        `0.0.0.0:${port}`,
        `192.0.2.77:${port}`,
        `x@127.0.0.1:${port}`,
      ])
        expect(await statusAt(address, port, { host }), host).toBe(403);
      for (const origin of [`http://${address}:${port}`, 'http://drydock.example', 'null'])
        expect(await statusAt(address, port, { origin }), origin).toBe(403);
    }
  });

  it('is driven by the SDK of AWS through another address of the machine', async () => {
    const ecs = new ECS({ endpoint: `http://${others.at(-1)}:${everywhere.port}`, region: REGION, credentials: CREDENTIALS });
    expect((await ecs.listClusters({})).clusterArns).toEqual(['arn:aws:ecs:us-east-1:111122223333:cluster/default']);
  });

  it('listens on an address of IPv6, however it is written, where the machine has one', async () => {
    const own = Object.values(networkInterfaces()).flatMap((all = []) => all.map((one) => one.address));
    const words = ['--host', '0:0:0:0:0:0:0:1'];
    if (!own.includes('::1')) return expect(served(...words)).rejects.toThrow('this machine has no such address');
    const { port, stdout, stderr } = await served(...words);
    expect(stdout).toContain('It answers this machine alone.');
    expect(await statusAt('::1', port)).toBe(200);
    expect(await statusAt('::1', port, { host: `rebound.example:${port}` })).toBe(403);
    expect(await statusAt('127.0.0.1', port)).toBe(0);
    expect(stderr()).toBe('');
    const every = await served('--host', '::');
    for (const address of ['::1', '127.0.0.1', ...others]) expect(await statusAt(address, every.port), address).toBe(200);
    expect(await statusAt('127.0.0.1', every.port, { host: `rebound.example:${every.port}` })).toBe(403);
    await expect.poll(every.stderr).toContain('no secret is checked');
  });

  it('reports all wrong addresses and names at once', async () => {
    const { stderr, status } = await run('serve', 'small.yaml', '--host', 'localhost', '--allow-host', '*', '--allow-host', 'http://a/');
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      '--host localhost: write an IP address of this machine, such as 127.0.0.1; 0.0.0.0 stands for all of them',
      '--allow-host *: write a name such as drydock.example, or with a port, drydock.example:8080',
      '--allow-host http://a/: write a name such as drydock.example, or with a port, drydock.example:8080',
    ]);
    expect(await run('serve', 'small.yaml', '--port', '0', '--host', '203.0.113.9')).toEqual({
      stdout: '',
      stderr: '--host 203.0.113.9: this machine has no such address\n',
      status: 2,
    });
  });
});
