import { describe, expect, it } from 'vitest';
import { whyNotInZone, zoneKind } from '../../src/fargate/platform/places.js';
import { ARM, fargateTask, problemsOf, useProblemsOf, WINDOWS } from './tasks.js';

const why = (region: string, id: string | null, over = {}) =>
  whyNotInZone(fargateTask(over), region, { name: 'z', id, kind: 'availability' })?.why ?? null;

describe('where Fargate is', () => {
  it('[T.FG-9] only some zones of some Regions', () => {
    const zones = { 'us-west-1': 'usw1-az 1 3', 'ap-northeast-1': 'apne1-az 1 2 4', 'cn-north-1': 'cnn1-az 1 2' };
    const forWindows = { ...zones, 'us-east-1': 'use1-az 1 2 4 5 6', 'ca-central-1': 'cac1-az 1 2' };
    for (const [region, ids] of Object.entries(forWindows)) {
      const [prefix, ...numbers] = ids.split(' ');
      for (const number of numbers) expect(why(region, prefix + number, WINDOWS)).toBeNull();
    }
    expect(why('us-west-1', 'usw1-az2')).toBe('has no Fargate');
    expect(why('ap-northeast-1', 'apne1-az3')).toBe('has no Fargate');
    expect(why('cn-north-1', 'cnn1-az3', WINDOWS)).toBe('has no Fargate for Windows');
    expect(why('us-east-1', 'use1-az3')).toBeNull();
    expect(why('us-east-1', 'use1-az3', WINDOWS)).toBe('has no Fargate for Windows');
    expect(why('ca-central-1', 'cac1-az4', WINDOWS)).toBe('has no Fargate for Windows');
    expect(why('ca-central-1', 'cac1-az4')).toBeNull();
  });

  it('[C.VOL-02] ARM64 and EBS volumes lack zones of their own', () => {
    expect(why('us-east-1', 'use1-az3', ARM)).toBe('has no ARM64 on Fargate');
    const volume = { parameters: ['managedEBSVolume'] };
    expect(why('us-east-1', 'use1-az3', volume)).toBe('attaches no EBS volumes on Fargate');
    expect(why('eu-central-1', 'euc1-az2', volume)).toBe('attaches no EBS volumes on Fargate');
    expect(why('eu-central-1', 'euc1-az1', volume)).toBeNull();
    expect(useProblemsOf(volume, { platformVersion: '1.3.0' })).toMatchObject([{ rule: 'C.VOL-02', parameter: 'platformVersion' }]);
    expect(problemsOf({ ...WINDOWS, ...volume })).toMatchObject([{ rule: 'C.VOL-02' }]);
  });

  it('cannot be reported for a zone with an unknown id', () => {
    expect(why('us-west-1', null)).toBeNull();
  });

  it('[C.FG-14] 33 Regions for Linux by the guide, three less for Windows; today there are more', () => {
    const region = (name: string, over = {}, awsBehaviour: 'current' | 'guide-2024' = 'guide-2024') =>
      useProblemsOf(over, { region: name, zones: [] }, awsBehaviour).map(({ what }) => what);
    expect(region('ap-southeast-3')).toEqual([]);
    expect(region('ap-southeast-3', WINDOWS)).toEqual(['ap-southeast-3 has no Fargate for Windows']);
    expect(region('us-gov-west-1', WINDOWS, 'current')).toHaveLength(1);
    expect(region('mx-central-1')).toEqual(['mx-central-1 has no Fargate']);
    expect(region('mx-central-1', {}, 'current')).toEqual([]);
    expect(region('mx-central-1', WINDOWS)).toEqual(['mx-central-1 has no Fargate']);
  });

  it('[C.FG-07] reports Local and Wavelength Zones by their names', () => {
    expect(['us-west-2a', 'us-west-2-lax-1a', 'us-west-2-wl1-las-wlz-1', 'us-gov-east-1b'].map(zoneKind)).toEqual([
      'availability',
      'local',
      'wavelength',
      'availability',
    ]);
  });
});
