import { describe, expect, it } from 'vitest';
import { type StepPolicy, stepScale, type TrackedGroup, trackTarget } from '../../../src/autoscaling/group/dynamic-scaling.js';

const group = (seen: Partial<TrackedGroup>): TrackedGroup => ({
  ...{ metric: 0, desired: 10, minSize: 0, maxSize: 100, warm: 10, warming: 0, terminating: 0 },
  ...seen,
});
const policy = (more: Partial<StepPolicy>): StepPolicy => ({
  ...{ adjustmentType: 'ChangeInCapacity', threshold: 50, minMagnitude: 1 },
  steps: [
    { lower: 0, upper: null, change: 3 },
    { lower: null, upper: 0, change: -2 },
  ],
  ...more,
});

describe('scaling policies of a group', () => {
  it('target tracking never lowers DesiredCapacity above the target, nor raises it below', () => {
    expect(trackTarget(group({ metric: 110, warm: 5, desired: 12 }), 100)).toBe(12);
    expect(trackTarget(group({ metric: 90, warm: 20 }), 100)).toBe(10);
    expect(trackTarget(group({ metric: 0 }), 100)).toBe(0);
  });

  it('step scaling changes by instances, by percent or to a size', () => {
    expect(stepScale(group({ metric: 50 }), policy({}))).toBe(13);
    expect(stepScale(group({ metric: 49 }), policy({}))).toBe(8);
    expect(stepScale(group({ metric: 60 }), policy({ adjustmentType: 'ExactCapacity' }))).toBe(3);
    expect(stepScale(group({ metric: 60, minSize: 5 }), policy({ adjustmentType: 'ExactCapacity' }))).toBe(5);
    expect(stepScale(group({ metric: null }), policy({}))).toBe(10);
  });

  it('step scaling keeps to the bounds of the group, and does nothing outside its steps', () => {
    expect(stepScale(group({ metric: 60, maxSize: 11 }), policy({}))).toBe(11);
    expect(stepScale(group({ metric: 40, minSize: 9 }), policy({}))).toBe(9);
    expect(stepScale(group({ metric: 40 }), policy({ steps: [{ lower: 0, upper: null, change: 3 }] }))).toBe(10);
  });

  it('step scaling removes nothing while instances warm up', () => {
    expect(stepScale(group({ metric: 40, warming: 1 }), policy({}))).toBe(10);
    expect(stepScale(group({ metric: 60, warming: 1 }), policy({}))).toBe(12); // three more than the nine that are warm
    expect(stepScale(group({ metric: 60, warming: 5 }), policy({}))).toBe(10);
  });

  it('the least magnitude is for percentages alone, in both directions', () => {
    const percent = { adjustmentType: 'PercentChangeInCapacity', minMagnitude: 4 } as const;
    const steps = [
      { lower: 0, upper: null, change: 20 },
      { lower: -10, upper: 0, change: 0 },
      { lower: null, upper: -10, change: -20 },
    ];
    expect(stepScale(group({ metric: 60 }), policy({ ...percent, steps }))).toBe(14);
    expect(stepScale(group({ metric: 40 }), policy({ ...percent, steps }))).toBe(6);
    expect(stepScale(group({ metric: 45 }), policy({ ...percent, steps }))).toBe(10);
    expect(stepScale(group({ metric: 60, desired: 50 }), policy({ ...percent, steps }))).toBe(60);
    expect(stepScale(group({ metric: 60 }), policy({ minMagnitude: 9 }))).toBe(13);
  });
});
