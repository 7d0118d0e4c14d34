import { expect, it } from 'vitest';
import { toSummary } from '../../scripts/validation/page.mjs';

it('the summary of the validation gives the errors of predicted figures without those of inputs', () => {
  const about = { subject: 'deployments', observed: [100, 100], isWithin: true, unit: 's' };
  const rows = [
    { ...about, id: 'V.1', predicted: 110, error: 0.1 },
    { ...about, id: 'V.2', predicted: 70, error: -0.3 },
    { ...about, id: 'V.3', predicted: 120, error: 0.2 },
    { ...about, id: 'V.4', predicted: 100, error: null, input: 'start' },
  ];
  const lines = toSummary(rows);
  expect(lines).toContain(
    '- Median error, inputs left out: 20 %; the worst is 30 %. 1 are too short, 2 too long; in 0 the event never came.',
  );
});
