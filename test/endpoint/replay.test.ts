import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drydock } from '../cli/in-process.js';
import { advance, ecsOf, sessionOf, WEB } from './session.js';

const cwd = mkdtempSync(join(tmpdir(), 'drydock-replay-'));

async function journalOfSession(): Promise<{ readonly lines: string[]; readonly digest: string }> {
  const session = await sessionOf(WEB);
  const ecs = ecsOf(session);
  await advance(session, '10m');
  await ecs.registerTaskDefinition({
    family: 'app',
    containerDefinitions: [{ name: 'app', image: 'example/app:1', cpu: 256, memory: 256 }],
  });
  await ecs.createService({ serviceName: 'app', taskDefinition: 'app', desiredCount: 2, launchType: 'EC2' });
  await expect(ecs.createService({ serviceName: 'app', taskDefinition: 'app', desiredCount: 2 })).rejects.toThrow();
  await advance(session, '3m');
  await ecs.updateService({ service: 'web', desiredCount: 5, deploymentConfiguration: { minimumHealthyPercent: 50 } });
  await ecs.runTask({ taskDefinition: 'web:1', count: 2, launchType: 'EC2' });
  const { taskArns = [] } = await ecs.listTasks({});
  await ecs.stopTask({ task: taskArns[1] });
  await advance(session, '1h');
  const { digest, nowMs } = session.cluster;
  const head = { journal: 'drydock serve 1', scenario: 'web', seed: session.cluster.setup.seed };
  const lines = [head, ...session.journal, { endMs: nowMs, digest }].map((line) => JSON.stringify(line));
  await session.close();
  return { lines, digest };
}

it('a journal comes to the same digest without a client, and a changed one is reported', async () => {
  const { lines, digest } = await journalOfSession();
  // The call that was refused is not in it.
  expect(lines).toHaveLength(7);
  writeFileSync(join(cwd, 'web.yaml'), WEB);
  const again = async (text: readonly string[], seed = '') => {
    writeFileSync(join(cwd, 'calls.jsonl'), `${text.join('\n')}\n`);
    return drydock(['serve', 'web.yaml', '--replay', 'calls.jsonl', ...(seed === '' ? [] : ['--seed', seed])], { cwd });
  };
  expect(await again(lines)).toEqual({ stdout: `5 calls made again. Ended at 1h13m5ms. Digest: ${digest}\n`, stderr: '', status: 0 });
  const other = lines.map((line) => line.replace('"desiredCount":5', '"desiredCount":6'));
  expect(await again(other)).toMatchObject({ stderr: expect.stringMatching(`ended with the digest ${digest}`), status: 1 });
  expect(await again(lines, '7')).toMatchObject({ stderr: expect.stringMatching('with seed 7'), status: 2 });
  expect(await again([...lines.slice(0, 3), 'oops'])).toMatchObject({
    stderr: expect.stringMatching(/calls.jsonl:4: this is no call/),
    status: 2,
  });
  // Killed in the middle of a line.
  writeFileSync(join(cwd, 'calls.jsonl'), `${lines.slice(0, 3).join('\n')}\n${lines[3]!.slice(0, -9)}`);
  expect(await drydock(['serve', 'web.yaml', '--replay', 'calls.jsonl'], { cwd })).toEqual({
    ...{ stdout: '', status: 2 },
    stderr: 'calls.jsonl:4: the last call is cut off; remove this line to make those before it again\n',
  });
});
