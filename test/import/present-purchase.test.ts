import { expect, it } from 'vitest';
import { answers, filesOf, type Json } from './answers.js';
import { importedFiles } from './imported.js';

it('present instances without describe-instances are of Spot where their group buys nothing else', () => {
  const lifecycles = (onDemandBaseCapacity: number) => {
    const all = answers();
    delete all['ec2.json'];
    const [group] = all['asg.json'].AutoScalingGroups;
    const { MixedInstancesPolicy: mixed } = group;
    mixed.InstancesDistribution = { OnDemandBaseCapacity: onDemandBaseCapacity, OnDemandPercentageAboveBaseCapacity: 0 };
    return importedFiles(filesOf(all)).scenario.present.containerInstances.map((one: Json) => one.lifecycle);
  };
  expect(lifecycles(0)).toEqual(['spot', 'spot', 'spot']);
  expect(lifecycles(1)).toEqual([undefined, undefined, undefined]);
});
