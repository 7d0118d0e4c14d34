import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { drydock } from '../cli/in-process.js';
import { importedFiles } from './imported.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-assembly-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, value: unknown): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof value === 'string' ? value : JSON.stringify(value));
}

const DEFINITION = {
  Type: 'AWS::ECS::TaskDefinition',
  Properties: {
    Family: 't',
    Cpu: '256',
    Memory: '512',
    NetworkMode: 'awsvpc',
    RequiresCompatibilities: ['FARGATE'],
    ContainerDefinitions: [{ Name: 'a', Image: 'x' }],
  },
};
const service = (name: string) => ({
  Type: 'AWS::ECS::Service',
  Properties: { ServiceName: name, TaskDefinition: { Ref: 'T' }, DesiredCount: 1, LaunchType: 'FARGATE' },
});
const stack = (templateFile: string) => ({
  type: 'aws:cloudformation:stack',
  environment: 'aws://1/eu-west-1',
  properties: { templateFile },
});

describe('a cloud assembly of the CDK', () => {
  it('is read whole: its stacks, those of its stages, and nested ones by the path that the CDK notes', async () => {
    write('cdk.out/manifest.json', {
      artifacts: {
        Web: stack('Web.template.json'),
        Assets: { type: 'cdk:asset-manifest', properties: { file: 'Web.assets.json' } },
        'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
      },
    });
    write('cdk.out/Web.template.json', {
      Resources: {
        T: DEFINITION,
        S: service('web'),
        Inner: {
          Type: 'AWS::CloudFormation::Stack',
          Metadata: { 'aws:asset:path': 'WebInner.nested.template.json' },
          Properties: { TemplateURL: { 'Fn::Sub': 'https://s3/bucket/abc123.json' } },
        },
      },
    });
    write('cdk.out/WebInner.nested.template.json', { Resources: { T: DEFINITION, S: service('inner') } });
    write('cdk.out/assembly-Prod/manifest.json', { artifacts: { Batch: stack('Batch.template.json') } });
    write('cdk.out/assembly-Prod/Batch.template.json', { Resources: { T: DEFINITION, S: service('batch') } });
    expect(await drydock(['import', '--app', 'cdk.out', '--out', 'made.yaml'], { cwd: folder })).toMatchObject({ status: 0, stderr: '' });
    const made = parse(readFileSync(join(folder, 'made.yaml'), 'utf8'));
    expect(made.region).toBe('eu-west-1');
    expect(made.services.map(({ serviceName }: { serviceName: string }) => serviceName).sort()).toEqual(['batch', 'inner', 'web']);
  });

  it('has its nested templates by the hash in their address, where the CDK notes no path', async () => {
    const assets = { type: 'cdk:asset-manifest', properties: { file: 'Top.assets.json' } };
    const address = { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::Region' }, '/assets/0123abcd.json']] };
    write('hash/manifest.json', { artifacts: { Top: stack('Top.template.json'), 'Top.assets': assets } });
    write('hash/Top.assets.json', { files: { '0123abcd': { source: { path: 'Inner.nested.template.json' } } } });
    write('hash/Top.template.json', {
      Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: address } } },
    });
    write('hash/Inner.nested.template.json', { Resources: { T: DEFINITION, S: service('inner') } });
    expect(await drydock(['import', '--app', 'hash', '--out', 'hash.yaml'], { cwd: folder })).toMatchObject({ status: 0, stderr: '' });
    const made = parse(readFileSync(join(folder, 'hash.yaml'), 'utf8'));
    expect(made.services.map(({ serviceName }: { serviceName: string }) => serviceName)).toEqual(['inner']);
  });

  it('is read region by region, and cluster by cluster where it has several', async () => {
    const cluster = (name: string) => ({
      Resources: {
        C: { Type: 'AWS::ECS::Cluster' },
        T: DEFINITION,
        S: { ...service(name), Properties: { ...service(name).Properties, Cluster: { Ref: 'C' } } },
      },
    });
    const far = { ...stack('Far.template.json'), environment: 'aws://1/us-west-2' };
    write('many/manifest.json', { artifacts: { Beta: stack('Beta.template.json'), Prod: stack('Prod.template.json'), Far: far } });
    for (const name of ['Beta', 'Prod', 'Far']) write(`many/${name}.template.json`, cluster(name.toLowerCase()));
    const command = (...options: string[]) =>
      drydock(['import', '--app', 'many', '--out', 'many.yaml', '--force', ...options], { cwd: folder });
    expect(await command()).toMatchObject({
      status: 2,
      stderr: '--app many: has stacks of eu-west-1 and us-west-2: give --region, because a scenario has one region\n',
    });
    const several = await command('--region', 'eu-west-1');
    expect(several.status).toBe(2);
    expect(several.stderr).toContain('the input has 2 clusters');
    const [, name] = /2 clusters \([^,]+, ([^)]+)\)/.exec(several.stderr)!;
    const { status, stdout } = await command('--region', 'eu-west-1', '--cluster', name!);
    expect(status).toBe(0);
    expect(stdout).toContain('many/Far.template.json\n    is a stack of us-west-2');
    const made = parse(readFileSync(join(folder, 'many.yaml'), 'utf8'));
    expect(made.services.map(({ serviceName }: { serviceName: string }) => serviceName)).toEqual(['prod']);
  });

  it('names all missing parts at once', async () => {
    write('bad/manifest.json', { artifacts: { A: stack('gone.json'), B: stack('broken.json') } });
    write('bad/broken.json', '{');
    const { status, stderr } = await drydock(['import', '--app', 'bad'], { cwd: folder });
    expect(status).toBe(2);
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      'bad/gone.json: there is no such file, and the manifest.json names it',
      expect.stringMatching(/^bad\/broken\.json: is no JSON: /),
    ]);
    expect(await drydock(['import', '--app', folder], { cwd: folder })).toMatchObject({
      status: 2,
      stderr: `--app ${folder}: is no cloud assembly: it has no manifest.json; run cdk synth first\n`,
    });
    expect(await drydock(['import'], { cwd: folder })).toMatchObject({
      status: 2,
      stderr: 'name what to import: files or directories of them, or --app cdk.out\n',
    });
  });
});

describe('an import', () => {
  const answer = (desiredCount: number) => ({
    file: `${desiredCount}.json`,
    text: JSON.stringify({
      services: [
        {
          serviceArn: 'arn:aws:ecs:eu-west-1:1:service/c/web',
          serviceName: 'web',
          taskDefinition: 't',
          desiredCount,
          launchType: 'FARGATE',
        },
      ],
    }),
  });
  const definition = {
    file: 't.json',
    text: JSON.stringify({
      family: 't',
      cpu: '256',
      memory: '512',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      containerDefinitions: [{ name: 'a', image: 'x' }],
    }),
  };

  it('takes an object that was recorded twice once, and the later record where they differ', () => {
    const same = importedFiles([definition, answer(2), { ...answer(2), file: 'again.json' }]);
    expect(same.scenario.services).toMatchObject([{ serviceName: 'web', desiredCount: 2 }]);
    expect(same.leftOut).toEqual([]);
    const changed = importedFiles([definition, answer(2), answer(5)]);
    expect(changed.scenario.services).toMatchObject([{ serviceName: 'web', desiredCount: 5 }]);
    expect(changed.leftOut).toEqual(['services.0: web is recorded twice, and the records differ: the later one is taken']);
  });

  it.each(['dummy1', 'bermuda-triangle-1337'])(
    'puts the zones of %s, a region of the CDK alone, into the region of the scenario',
    (region) => {
      const template = {
        Resources: {
          C: { Type: 'AWS::ECS::Cluster' },
          A: { Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: `${region}a` } },
          B: { Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: `${region}b` } },
          L: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { InstanceType: 'm5.large' } } },
          G: {
            Type: 'AWS::AutoScaling::AutoScalingGroup',
            Properties: {
              MinSize: '1',
              MaxSize: '4',
              VPCZoneIdentifier: [{ Ref: 'A' }, { Ref: 'B' }],
              LaunchTemplate: { LaunchTemplateId: { Ref: 'L' }, Version: '1' },
            },
          },
          T: DEFINITION,
          S: service('web'),
        },
      };
      const { scenario, assumed } = importedFiles([{ file: 'template.json', text: JSON.stringify(template) }]);
      expect(scenario.cluster.availabilityZones).toEqual(['us-east-1a', 'us-east-1b']);
      expect(assumed).toContain(`: ${region}a, ${region}b: no zones of AWS, so those of us-east-1 with these letters`);
    },
  );
});
