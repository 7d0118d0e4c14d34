import { type BoundProblem, offersFor } from '../../../src/studies/bound/problem.js';

/** Whole numbers below a bound, from a seed: a linear congruential generator, so that a failing case has a number. */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A small problem: one to three resources, one to three offers at different prices, sizes of different kinds, at most `tasksMax` tasks. */
export function randomProblem(seed: number, tasksMax: number): { problem: BoundProblem; counts: number[] } {
  const draw = dice(seed * 7919 + 17);
  for (let i = 0; i < 5; i++) draw(2);
  const resources = ['cpu', 'memory', 'interfaces'].slice(0, 1 + draw(3)).map((name) => ({ name, unit: '' }));
  const offers = Array.from({ length: 1 + draw(3) }, (_, i) => ({
    name: `type${i}`,
    room: resources.map(() => 6 + draw(25)),
    usdPerHour: (1 + draw(9)) / 10,
  }));
  const largest = 4 + draw(20);
  const sizes = Array.from({ length: 1 + draw(6) }, (_, i) => ({
    name: `size${i}`,
    needs: resources.map(() => draw(largest)),
    ...(draw(5) === 0 ? { offers: [draw(offers.length)] } : {}),
  })).filter((size) => offersFor({ resources, offers, sizes: [] }, size).length > 0);
  const counts = sizes.map(() => 0);
  const tasks = sizes.length === 0 ? 0 : 1 + draw(tasksMax);
  for (let i = 0; i < tasks; i++) counts[draw(sizes.length)]++;
  return { problem: { resources, offers, sizes }, counts };
}
