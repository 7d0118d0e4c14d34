import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importScenario } from '../../src/import/import.js';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { draws } from '../extent.js';
import { answers, filesOf } from './answers.js';

const TEMPLATE = {
  Parameters: { Count: { Type: 'Number', Default: 2 }, Types: { Type: 'CommaDelimitedList', Default: 'm5.large,m5a.large' } },
  Mappings: { Sizes: { a: { max: 4 } } },
  Conditions: { Is: { 'Fn::Equals': [{ Ref: 'Count' }, 2] }, Not: { 'Fn::Not': [{ Condition: 'Is' }] } },
  Resources: {
    Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] } } },
    Config: { Type: 'AWS::AutoScaling::LaunchConfiguration', Properties: { InstanceType: { 'Fn::Select': [0, { Ref: 'Types' }] } } },
    Group: {
      Type: 'AWS::AutoScaling::AutoScalingGroup',
      Properties: { MinSize: 1, MaxSize: { 'Fn::FindInMap': ['Sizes', 'a', 'max'] }, LaunchConfigurationName: { Ref: 'Config' } },
    },
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: { ContainerDefinitions: [{ Name: 'a', Image: 'a', Memory: 64, PortMappings: [{ ContainerPort: 80 }] }] },
    },
    Web: {
      Type: 'AWS::ECS::Service',
      Condition: 'Is',
      Properties: { Cluster: { Ref: 'Cluster' }, TaskDefinition: { Ref: 'Task' }, DesiredCount: { 'Fn::If': ['Is', { Ref: 'Count' }, 1] } },
    },
    Target: {
      Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      Properties: {
        MinCapacity: 1,
        MaxCapacity: 9,
        ResourceId: { 'Fn::Sub': ['service/$' + '{Cluster}/$' + '{Name}', { Name: { 'Fn::GetAtt': 'Web.Name' } }] },
      },
    },
    Policy: {
      Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
      Properties: {
        PolicyName: 'p',
        ScalingTargetId: { Ref: 'Target' },
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 50,
          PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
        },
      },
    },
  },
};

/** Values that may stand in the place of any other. */
const ODD = [
  null,
  0,
  -1,
  1e15,
  '',
  'x',
  [],
  {},
  [[]],
  { Ref: 'X' },
  { 'Fn::If': [] },
  { 'Fn::Sub': null },
  { 'Fn::Join': 7 },
  true,
  '9'.repeat(50),
  'arn:aws:ecs:x:y:z/',
  '$' + '{',
  '2026-13-45T00:00:00Z',
  'a/b/c',
];

function changed(value: unknown, next: () => number): unknown {
  if (next() < 0.02) return ODD[Math.floor(next() * ODD.length)];
  if (Array.isArray(value)) return value.map((item) => changed(item, next));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (next() < 0.01 ? [] : [[key, changed(inner, next)]])));
}

/** Even draws (Park and Miller): what fast-check draws itself is mostly near its bounds. */
function drawsOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('whatever is written', () => {
  it.each([
    ['in answers of AWS', () => answers()],
    ['in a template', () => ({ 'template.json': TEMPLATE })],
  ])('%s becomes a valid scenario, or the reason against it is reported', (_, input) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 2 }), fc.boolean(), (seed, drift) => {
        const next = drawsOf(seed);
        const files = Object.fromEntries(Object.entries(input()).map(([file, value]) => [file, changed(value, next) ?? null]));
        const { scenario, mistakes } = importScenario(filesOf(files), { drift });
        if (scenario === undefined) expect(mistakes.length).toBeGreaterThan(0);
        else expect(loadScenario(scenario, { file: 'x', read: () => undefined }).errors).toBeUndefined();
      }),
      { seed: 8, numRuns: draws(15, 120), endOnFailure: true },
    );
  });
});
