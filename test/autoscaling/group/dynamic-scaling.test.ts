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
    expect(trackTarget(group({ metric: 100, desired: 7 }), 100)).toBe(7);
    expect(trackTarget(group({ metric: null }), 100)).toBe(10);
    expect(trackTarget(group({ metric: 250 }), 100)).toBe(25);
  });

  it('target tracking removes nothing while instances warm up, and counts what is on its way out', () => {
    expect(trackTarget(group({ metric: 30 }), 100)).toBe(3);
    expect(trackTarget(group({ metric: 30, warming: 1 }), 100)).toBe(10);
    expect(trackTarget(group({ metric: 30, terminating: 5 }), 100)).toBe(5);
  });

  it('a bound belongs to the step that is further from the threshold', () => {
    const steps = [
      { lower: 10, upper: 20, change: 2 },
      { lower: 0, upper: 10, change: 1 },
      { lower: -20, upper: -10, change: -2 },
      { lower: -10, upper: 0, change: -1 },
    ];
    const at = (metric: number) => stepScale(group({ metric }), policy({ steps })) - 10;
    expect([50, 59, 60, 69, 70].map(at)).toEqual([1, 1, 2, 2, 0]);
    expect([49, 41, 40, 31, 30].map(at)).toEqual([-1, -1, -2, -2, 0]);
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
    const half = policy({ adjustmentType: 'PercentChangeInCapacity', steps: [{ lower: 0, upper: null, change: 50 }] });
    expect(stepScale(group({ metric: 60, desired: 20, warming: 4 }), half)).toBe(24); // half of 16 more than 16
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
