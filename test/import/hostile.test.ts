import { describe, expect, it } from 'vitest';
import { importScenario } from '../../src/import/import.js';
import { mistakes } from './imported.js';

const TASK = "{ Type: 'AWS::ECS::TaskDefinition', Properties: { Family: a, ContainerDefinitions: [{ Name: a, Image: a, Memory: 64 }] } }";

describe('a hostile or wrong file', () => {
  it.each([
    ['deep JSON', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'is nested more than 100 levels deep'],
    ['deep JSON in a block', `{"a":${'{"a":'.repeat(150)}1${'}'.repeat(150)}}`, 'is nested more than 100 levels deep'],
    ['deep YAML', `a: ${'['.repeat(300)}${']'.repeat(300)}`, 'is nested more than 100 levels deep'],
    ['deep compact YAML', `${'- '.repeat(5_000)}a`, 'is nested more than 100 levels deep'],
    ['a huge number', '{"clusters": [{"clusterName": 1e999}]}', 'clusters.0.clusterName: is a number beyond what can be used'],
    ['a huge number in YAML', 'clusters: [{ clusterName: .inf }]', 'clusters.0.clusterName: is a number beyond what can be used'],
    [
      'a key that reaches the prototype',
      '{"services": [{"__proto__": {"desiredCount": 1}}]}',
      'services.0.__proto__: the key __proto__ is not allowed',
    ],
    ['such a key in YAML', 'services: [{ constructor: { prototype: 1 } }]', 'services.0.constructor: the key constructor is not allowed'],
    ['binary', 'Resources:\u0000', 'is not a text file: write JSON or YAML in UTF-8'],
    ['nothing', '  \n', 'is empty'],
    ['only a comment', '# later\n', 'is empty'],
    ['JSON with comments', '{\n  // ours\n  "services": []\n}', 'has comments, which JSON does not: take them out'],
    ['a word', 'hello', 'is neither a template, a plan nor an answer of AWS: it is a single value'],
    ['an alias of itself', 'a: &a [*a]', 'is nested more than 100 levels deep'],
    [
      'a scenario',
      'cluster: { capacityProviders: [{ name: w, autoScalingGroup: { instanceTypes: [m5.large] } }] }\nservices: [{ serviceName: a, taskDefinition: b }]',
      "is a scenario of Drydock already: 'drydock run' takes it as it is",
    ],
    ['broken JSON', '{"services": [', 'is not valid JSON'],
    ['a second document', 'a: 1\n---\nb: 2', 'holds more than one YAML document: save each in a file of its own'],
  ])('%s is refused in words', (_, text, message) => {
    const problems = mistakes(text, { file: 'x' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  it.each(['a', 'a-', '$' + '{A}', 'é', '.', '/'])('with names of 20,000 characters prints none of them whole: %s', (letters) => {
    const long = letters.repeat(20_000 / letters.length);
    const resources: Record<string, unknown> = {
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: long, [long]: long } },
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Family: long,
          ContainerDefinitions: [
            { Name: long, Image: long, Memory: 64, PortMappings: [{ ContainerPort: 80, Name: long }], Environment: long },
          ],
          Volumes: [{ Name: long }],
        },
      },
      Group: { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: { AutoScalingGroupName: long, MinSize: long, MaxSize: 2 } },
      Provider: { Type: 'AWS::ECS::CapacityProvider', Properties: { Name: long, AutoScalingGroupProvider: { AutoScalingGroupArn: long } } },
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: { ServiceName: long, Cluster: long, TaskDefinition: { Ref: 'Task' }, LaunchType: long, DesiredCount: { [long]: 1 } },
      },
      [long]: { Type: long, Properties: { a: { Ref: long } } },
    };
    const { findings, mistakes: problems } = importScenario([{ file: 't.json', text: JSON.stringify({ Resources: resources }) }]);
    const lines = [...findings, ...problems].map(({ field, message }) => `${field}: ${message}`);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.length > 2_000).map((line) => line.slice(0, 300))).toEqual([]);
    expect(lines.filter((line) => line.includes('[object '))).toEqual([]);
  });

  it('that multiplies by aliases is refused before it grows', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++) lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`);
    expect(mistakes(lines.join('\n'), { file: 'x' })[0]).toContain('grows to more than 400000 values: remove aliases that multiply');
  });

  it('that is long YAML is refused, and reported to be JSON', () => {
    const text = `Resources: { A: ${TASK} }\n# ${'x'.repeat(2_100_000)}`;
    expect(mistakes(text, { file: 'x' })).toEqual([`x: has ${text.length} characters, at most 2000000 of YAML are read: save it as JSON`]);
  });

  it('with a template that multiplies by its functions ends', () => {
    const conditions: Record<string, unknown> = { C0: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } };
    for (let i = 1; i < 60; i++) conditions[`C${i}`] = { 'Fn::And': [{ Condition: `C${i - 1}` }, { Condition: `C${i - 1}` }] };
    const template = {
      Parameters: { P: { Type: 'String' } },
      Conditions: conditions,
      Resources: { S: { Type: 'AWS::ECS::Service', Condition: 'C59' } },
    };
    expect(mistakes(template)).toEqual([
      'template.yaml: Parameters.P: has no value: give --parameter P=VALUE (it decides Resources.S.Condition)',
    ]);
  });

  it('with texts that multiply by their functions is refused', () => {
    const resources: Record<string, unknown> = { R0: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'x'.repeat(100) } } };
    for (let i = 1; i < 40; i++)
      resources[`R${i}`] = { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: { 'Fn::Sub': `\${R${i - 1}}\${R${i - 1}}` } } };
    expect(mistakes({ Resources: resources }).some((line) => line.includes('grows to more than'))).toBe(true);
  });

  it('with a long chain of references is refused', () => {
    const resources: Record<string, unknown> = { R0: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'x' } } };
    for (let i = 1; i < 20_000; i++) resources[`R${i}`] = { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: { Ref: `R${i + 1}` } } };
    resources.R20000 = { Type: 'AWS::ECS::Cluster' };
    expect(mistakes({ Resources: resources })[0]).toBe('template.yaml: resources depend on each other over more than 100 steps');
  });
});
