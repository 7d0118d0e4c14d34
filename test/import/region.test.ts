import { expect, it } from 'vitest';
import { imported } from './imported.js';

/** An answer of update-cluster-settings, as AWS publishes one with a mistyped region. */
const answer = (...regions: string[]) => ({
  clusters: regions.map((region, i) => ({
    clusterArn: `arn:aws:ecs:${region}:123456789012:cluster/c${i}`,
    clusterName: `c${i}`,
    status: 'ACTIVE',
  })),
});

it.each([
  [['eu-west-1'], 'eu-west-1', []],
  [['us-esat-1'], 'us-east-1', [': the region is us-east-1: the input does not say which']],
])('takes the region that exists of ARNs in %j', (regions, expected, assumption) => {
  const { scenario, assumed } = imported(answer(...regions));
  expect(scenario.region ?? 'us-east-1').toBe(expected);
  expect(assumed.filter((one) => one.includes('region'))).toEqual(assumption);
});

it.each([
  ['eu-west-1', ', but images are in eu-west-1: --region eu-west-1 if the cluster is, too'],
  ['us-east-1', ''],
])('names the region %s of the images where nothing says that of the cluster', (region, hint) => {
  const definition = (image: string) => ({ taskDefinition: { family: 'web', containerDefinitions: [{ name: 'web', image, memory: 64 }] } });
  const { assumed } = imported(definition(`123456789012.dkr.ecr.${region}.amazonaws.com/web:1`));
  expect(assumed).toContain(`: the region is us-east-1: the input does not say which${hint}`);
});
