import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drydock } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-import-'));
const run = (...words: string[]) => drydock(words, { cwd: folder });

const TEMPLATE = `
Parameters:
  Count: { Type: Number }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: web, NetworkMode: awsvpc, RequiresCompatibilities: [FARGATE], Cpu: 256, Memory: 512, ContainerDefinitions: [{ Name: app, Image: nginx }] }
  Web: { Type: 'AWS::ECS::Service', Properties: { ServiceName: web, TaskDefinition: !Ref Task, DesiredCount: !Ref Count, LaunchType: FARGATE, Tags: [] } }
`;

beforeAll(async () => {
  writeFileSync(join(folder, 'template.yaml'), TEMPLATE);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('drydock import', () => {
  it('reports all mistakes at once with exit code 2, and writes no scenario', async () => {
    writeFileSync(join(folder, 'main.tf'), 'resource "aws_ecs_cluster" "a" {\n}\n');
    const { stdout, stderr, status } = await run('import', 'template.yaml', 'main.tf', '--out', 'none.yaml');
    expect(stderr.split('\n')).toEqual([
      "main.tf: is Terraform's own language, which only Terraform works out: run 'terraform plan -out=plan' and 'terraform show -json plan > plan.json', and import plan.json",
      'template.yaml: Parameters.Count: has no value: give --parameter Count=VALUE (needed for Resources.Web.Properties.desiredCount)',
      '',
    ]);
    expect([stdout, status, existsSync(join(folder, 'none.yaml'))]).toEqual(['', 2, false]);
  });

  it('writes a scenario that validates and runs, reports its assumptions, and does not overwrite it', async () => {
    const words = ['import', 'template.yaml', '--parameter', 'Count=3', '--out', 'web.yaml', '--report', 'report.json'];
    const { stdout, stderr, status } = await run(...words);
    expect([stderr, status]).toEqual(['', 0]);
    expect(stdout).toContain(
      'template.yaml\n\nUnderstood (2)\n  Resources.Task.Properties: task definition web:1: 1 container, 256 CPU units, 512 MiB\n',
    );
    expect(stdout).toContain('service web: 3 tasks of web\n');
    expect(stdout).toContain('the region is us-east-1: the input does not say which [region]\n');
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toMatchObject({
      scenario: 'web.yaml',
      mistakes: [],
      understood: [{ file: 'template.yaml' }, {}],
    });
    expect((await run('validate', 'web.yaml')).status).toBe(0);
    expect((await run('run', 'web.yaml', '--set', 'duration=10m', '--out', 'out')).status).toBe(0);
    const again = await run(...words);
    expect([again.stderr, again.status]).toEqual(['--out web.yaml: web.yaml is there already: name another file, or give --force\n', 2]);
    expect((await run(...words, '--force')).status).toBe(0);
  });

  it('names each of several files once above what it found there', async () => {
    writeFileSync(join(folder, 'second.yaml'), TEMPLATE.replaceAll('web', 'api').replace('Web:', 'Api:'));
    const { stdout } = await run('import', 'template.yaml', 'second.yaml', '--parameter', 'Count=3', '--out', 'both.yaml');
    const understood = stdout.slice(0, stdout.indexOf('\n\n')).split('\n');
    expect(understood).toMatchObject([
      'Understood (4)',
      '  template.yaml',
      expect.stringMatching(/^ {4}Resources\.Task\.Properties: task definition web:1/),
      expect.stringMatching(/^ {4}Resources\.Web\.Properties: service web/),
      '  second.yaml',
      expect.stringMatching(/^ {4}Resources\.Task\.Properties: task definition api:1/),
      expect.stringMatching(/^ {4}Resources\.Api\.Properties: service api/),
    ]);
  });

  it('without --out prints the scenario alone on stdout', async () => {
    const { stdout, stderr, status } = await run('import', 'template.yaml', '--parameter', 'Count=3');
    expect(stdout.startsWith('# Made by drydock import from template.yaml.\n')).toBe(true);
    expect(stderr).toContain('Understood (2)');
    expect(status).toBe(0);
  });

  it('reads directories with other files in them, and follows a nested stack beside its parent but not outside its folder', async () => {
    const inner = join(folder, 'stack');
    mkdirSync(join(inner, 'node_modules'), { recursive: true });
    writeFileSync(join(inner, 'package.json'), '{ "name": "app", "version": "1.0.0" }');
    writeFileSync(join(inner, 'main.tf'), 'resource "aws_ecs_cluster" "a" {\n}\n');
    writeFileSync(join(inner, 'node_modules', 'broken.json'), '{');
    const nested = (url: string) => `{ Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: ${url}, Parameters: { Count: 2 } } }`;
    writeFileSync(join(inner, 'parent.yaml'), `Resources:\n  In: ${nested('./child.template')}\n  Out: ${nested('../template.yaml')}\n`);
    writeFileSync(join(inner, 'child.template'), TEMPLATE);
    const { stdout, status } = await run('import', 'stack', '--partial', '--out', 'stack.yaml', '--json');
    expect(status).toBe(0);
    const { leftOut, understood } = JSON.parse(stdout);
    expect(understood.map(({ message }: { message: string }) => message)).toContain('service web: 2 tasks of web');
    expect(leftOut.map(({ file, field }: { file: string; field: string }) => `${file} ${field}`)).toEqual(
      expect.arrayContaining(['stack/main.tf ', 'stack/package.json ', 'stack/parent.yaml Resources.Out.Properties.TemplateURL']),
    );
  });

  it('rejects an impossible path at once, and leaves no partial file', async () => {
    const before = readdirSync(folder);
    const { stdout, stderr, status } = await run('import', 'template.yaml', '--out', 'gone/x.yaml', '--report', '.');
    expect([stdout, stderr.split('\n'), status]).toEqual([
      '',
      ['--out gone/x.yaml: there is no directory gone', '--report .: is a directory: name a file in it', ''],
      2,
    ]);
    const words = ['import', 'template.yaml', '--parameter', 'Count=3', '--force'];
    expect((await run(...words, '--out', '.')).stderr).toBe('--out .: is a directory: name a file in it\n');
    expect((await run(...words, '--out', 'template.yaml/x')).stderr).toBe('--out template.yaml/x: there is no directory template.yaml\n');
    expect((await run(...words, '--out', 'same.yaml', '--report', './same.yaml')).stderr).toBe(
      '--report ./same.yaml: the scenario goes there: name another file\n',
    );
    const long = await run(...words, '--out', `${'x'.repeat(260)}.yaml`, '--report', 'long.json');
    expect([long.stderr, long.status]).toEqual([`--out ${'x'.repeat(260)}.yaml: the name is too long\n`, 2]);
    expect(readdirSync(folder)).toEqual(before);
    // A device is written to, and stays what it is.
    const device = await run(...words, '--out', '/dev/null');
    expect([device.stderr, device.status, statSync('/dev/null').isCharacterDevice()]).toEqual(['', 0, true]);
  });

  it('reports all wrong options at once', async () => {
    const { stderr, status } = await run(
      'import',
      'gone.json',
      '--parameter',
      'Count',
      '--instance-type',
      'x9=1,2',
      '--region',
      'moon',
      '--at',
      'noon',
    );
    expect(stderr.split('\n')).toEqual([
      '--parameter Count: write it as NAME=VALUE',
      '--instance-type x9=1,2: write CPU_UNITS,MEMORY_MIB,USD_PER_HOUR, such as x9=2048,7680,0.096',
      '--region moon: is not a region such as us-east-1',
      '--at noon: is no moment such as 2026-11-26T03:00:00Z',
      '',
    ]);
    expect(status).toBe(2);
    expect((await run('import', 'gone.json')).stderr).toBe('gone.json: there is no such file\n');
  });
});
