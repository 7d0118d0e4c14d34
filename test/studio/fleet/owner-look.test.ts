import { expect, it } from 'vitest';
import { ownerLook } from '../../../src/studio/fleet/owner-look.js';

it.each(['light', 'dark'] as const)('24 services have 24 styles on a %s page, the first twelve by colour alone', (theme) => {
  const looks = Array.from({ length: 24 }, (_, i) => ownerLook(i, theme));
  expect(new Set(looks.slice(0, 12).map(({ colour }) => colour)).size).toBe(12);
  expect(new Set(looks.map(({ colour, isStriped }) => `${colour} ${isStriped}`)).size).toBe(24);
});
