import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ROOT } from '../docs/page.js';
import { commandsOf, isListed, QUEUE, shell } from '../docs/shown-commands.js';
import { freePort } from './redis.js';

const cwd = mkdtempSync(join(tmpdir(), 'drydock-queue-page-'));

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

it('docs/distributed.md: a queue, a worker and a coordinator, on one machine', async () => {
  symlinkSync(join(ROOT, 'scenarios'), join(cwd, 'scenarios'));
  const commands = commandsOf('docs/distributed.md').filter((command) => isListed(command, QUEUE));
  // What runs in the background ends with the shell, and everything that it started.
  const end = `set -m; trap 'for job in $(jobs -p); do kill -KILL -- -$job; done' EXIT`;
  const script = [end, 'set -e', ...commands.map(({ command }) => command)].join('\n').replaceAll('6379', String(await freePort()));
  const { status, stdout } = shell(script, cwd);
  expect(status).toBe(0);
  expect(stdout).toContain('20 replications of 2 scenarios');
  expect(stdout).toContain('Page: reports/out/headroom/report.html');
}, 600_000);
