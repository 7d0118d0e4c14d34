import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from './aws-server.js';
import { endOf, snapshots } from './program.js';
import { smallAccount } from './small-account.js';

const root = join(import.meta.dirname, '../..');
let program: Awaited<ReturnType<typeof snapshots>>;
beforeAll(async () => {
  program = await snapshots('snapshot-failures');
});
beforeEach(() => program.reset());
afterAll(() => program.end());

/** An account that answers one action in another way. */
const but =
  (action: string, reply: ReturnType<Account>): Account =>
  (called, input) =>
    called === action ? reply : smallAccount(called, input);
const failureOf = async (out: string, account: Account) => {
  program.aws.account = account;
  const { stdout, stderr, status } = await program.snapshot(out);
  expect(stdout).toBe('');
  return `${status}: ${stderr}`;
};

describe('a snapshot that cannot be taken', () => {
  it('reports in a line what AWS refuses, and leaves no files where nothing was read', async () => {
    const refusing = (action: string, error: string, message = 'it said so') => but(action, { error, message });
    expect(await failureOf('a', refusing('DescribeClusters', 'UnrecognizedClientException', 'The security token is invalid.'))).toBe(
      '2: AWS does not accept these credentials: The security token is invalid. (UnrecognizedClientException at describe-clusters): are they of this partition and still valid, and is the clock right?\n',
    );
    expect(await failureOf('a', refusing('DescribeClusters', 'AccessDeniedException', 'User: x is not authorized'))).toBe(
      '2: ecs:DescribeClusters is not allowed: User: x is not authorized\ndocs/reference/snapshot-calls.md has the policy that a snapshot needs.\n',
    );
    expect(await failureOf('a', but('DescribeClusters', { clusters: [], failures: [{ reason: 'MISSING' }] }))).toBe(
      '2: --cluster shop: there is none of this name in us-east-1, in the account of these credentials\n',
    );
    expect(await failureOf('a', but('DescribeClusters', { clusters: [{ clusterName: 'shop', status: 'INACTIVE' }] }))).toBe(
      '2: --cluster shop: it was deleted (its status is INACTIVE)\n',
    );
    expect(existsSync(join(program.folder, 'a'))).toBe(false);
    expect(await failureOf('b', refusing('DescribeInstances', 'UnauthorizedOperation'))).toBe(
      '2: ec2:DescribeInstances is not allowed: it said so\ndocs/reference/snapshot-calls.md has the policy that a snapshot needs.\nWhat was read is kept in b; the same command goes on.\n',
    );
    expect(await failureOf('c', refusing('DescribeAutoScalingGroups', 'AccessDenied'))).toMatch(
      /^2: autoscaling:DescribeAutoScalingGroups is not allowed: it said so\n/,
    );
    expect(await failureOf('d', refusing('DescribeServices', 'InvalidParameterException', 'no such thing'))).toMatch(
      /^2: http:\S+: describe-services failed: no such thing \(InvalidParameterException\)\nWhat was read is kept in d;/,
    );
  });

  it('takes what has gone meanwhile for gone, and tries again what may be better later', async () => {
    let refused = 0;
    program.aws.account = (action, input) => {
      if (action === 'DescribeLaunchTemplateVersions') return { error: 'InvalidLaunchTemplateId.NotFound' };
      if (action === 'DescribeServices' && refused++ < 2) return { error: 'ThrottlingException' };
      return smallAccount(action, input);
    };
    const { stderr, status } = await program.snapshot('gone');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(program.read('gone', 'describe-launch-template-versions-1.json')).toEqual({});
    expect(program.actions().filter((action) => action === 'DescribeServices')).toHaveLength(4);
  });

  it('reports missing credentials, and the network that does not answer', async () => {
    const words = ['--cluster', 'shop', '--region', 'us-east-1', '--out', 'e'];
    const none = await program.run([...words, '--endpoint', program.aws.url], {});
    expect(none.status).toBe(2);
    expect(none.stderr).toMatch(
      /^there are no credentials for AWS \(.*\): set AWS_PROFILE or --profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY\n$/,
    );
    const deaf = await program.run([...words, '--endpoint', 'http://127.0.0.1:1'], {
      AWS_ACCESS_KEY_ID: 'A',
      AWS_SECRET_ACCESS_KEY: 'B',
      AWS_MAX_ATTEMPTS: '1',
    });
    expect(deaf).toEqual({ stdout: '', stderr: 'http://127.0.0.1:1: no server listens there (at describe-clusters)\n', status: 1 });
    const lost = await failureOf('f', but('DescribeTasks', 'hang up'));
    expect(lost).toMatch(
      /^1: http:\S+: the connection was cut \(at describe-tasks\)\nWhat was read is kept in f; the same command goes on\.\n$/,
    );
    expect(existsSync(join(program.folder, 'e'))).toBe(false);
  });

  it('reports every mistake in its words at once', async () => {
    const words = ['--cluster', 'a b', '--region', 'virginia', '--endpoint', 'nowhere', '--metrics', '2y', '--out', 'g'];
    expect(await program.run(words)).toEqual({
      stdout: '',
      stderr: [
        '--metrics 2y: write a duration from 1h to 455d, such as 7d: CloudWatch keeps no more',
        '--region virginia: is not a region such as us-east-1',
        '--cluster a b: it is no name of a cluster: letters, digits, - and _, 255 at most, or an ARN',
        '--endpoint nowhere: write http://HOST:PORT or https://HOST\n',
      ].join('\n'),
      status: 2,
    });
    expect((await program.run(['--cluster', 'shop', '--out', 'g'])).stderr).toBe('Give --region, or set AWS_REGION.\n');
  });

  it('does not mix with another snapshot, another process or other files', async () => {
    expect((await program.snapshot('mine')).status).toBe(0);
    expect((await program.snapshot('mine', ['--metrics', '7d', '--keep-addresses'])).stderr).toMatch(
      /^--out mine: there is another snapshot, begun 20\S+: kept was nothing and is addresses; metrics was none and is 7d; name another --out\n$/,
    );
    mkdirSync(join(program.folder, 'full'));
    writeFileSync(join(program.folder, 'full/letter.txt'), '');
    expect((await program.snapshot('full')).stderr).toBe(
      '--out full: this directory holds other files; name an empty one, or one of a snapshot that was stopped\n',
    );
    writeFileSync(join(program.folder, 'full/snapshot.json'), '{}');
    expect((await program.snapshot('full')).stderr).toBe('full/snapshot.json: this is no head of a snapshot; name another --out\n');
    expect(readdirSync(join(program.folder, 'full')).sort()).toEqual(['letter.txt', 'snapshot.json']);
  });

  it('at Ctrl-C keeps what it has, and refuses a second one meanwhile', async () => {
    let answer = () => {};
    const held = new Promise<void>((ok) => {
      answer = ok;
    });
    program.aws.hold = (action) => (action === 'DescribeTasks' ? held : undefined);
    const child = program.begin('stopped');
    const end = endOf(child);
    while (!program.actions().includes('DescribeTasks')) await new Promise((ok) => setTimeout(ok, 5));
    expect((await program.snapshot('stopped')).stderr).toBe(
      `stopped/snapshot.json: process ${child.pid} is at work with it: wait until it ends, or name another --out\n`,
    );
    child.kill('SIGINT');
    expect(await end).toEqual({
      stdout: '',
      stderr: 'snapshot: stopped during describe-tasks\nWhat was read is kept in stopped; the same command goes on.\n',
      status: 130,
    });
    answer();
    program.aws.hold = () => undefined;
    expect((await program.snapshot('stopped')).status).toBe(0);
  });
});

describe('the network', () => {
  it('is loaded by no other command: they run where there is no SDK of AWS', async () => {
    const bare = join(program.folder, 'bare');
    mkdirSync(join(bare, 'node_modules'), { recursive: true });
    cpSync(program.dist, join(bare, 'dist'), { recursive: true });
    cpSync(join(root, 'package.json'), join(bare, 'package.json'));
    for (const name of readdirSync(join(root, 'node_modules')))
      if (!/^@aws|^@smithy|^\./.test(name)) symlinkSync(join(root, 'node_modules', name), join(bare, 'node_modules', name));
    const run = (...words: string[]) =>
      spawnSync(process.execPath, [join(bare, 'dist/cli/main.js'), ...words], {
        cwd: bare,
        encoding: 'utf8',
        env: { PATH: process.env.PATH },
      });
    const small = join(root, 'test/fixtures/cli/small.yaml');
    expect(run('run', small, '--out', 'out')).toMatchObject({ status: 0, stderr: '' });
    expect(run('snapshot', '--help').stdout).toContain('--keep-account-ids');
    const { stderr } = run('snapshot', '--cluster', 'shop', '--region', 'us-east-1', '--out', 'x');
    expect(stderr).toMatch(/^a snapshot of AWS needs packages that are not installed: npm install( @aws-sdk\/client-[a-z0-9-]+){6}\n$/);
  });

  it('is used by the snapshot and the queue alone, and by the endpoint and the studio, which are servers or call their own', () => {
    const files = (readdirSync(join(root, 'src'), { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
    const speaking = files.filter((file) =>
      /from '(@aws-sdk\/[^']+|node:(http2?|https|net|tls|dgram)|ioredis|bullmq)'|\bfetch\(/.test(
        readFileSync(join(root, 'src', file), 'utf8'),
      ),
    );
    const folderOf = (file: string) => /^(endpoint|studio)\//.exec(file)?.[1] ?? file.split('/').slice(0, -1).join('/');
    expect([...new Set(speaking.map(folderOf))].sort()).toEqual(['endpoint', 'run/queue', 'snapshot', 'studies/studio', 'studio']);
  });
});
