import { defineConfig } from 'vitest/config';

/** The tests that mutation testing runs: those of the pure folders it mutates. */
export default defineConfig({
  test: {
    include: [
      'test/placement/**/*.test.ts',
      'test/autoscaling/**/*.test.ts',
      'test/conformance/placement.test.ts',
      'test/conformance/cluster-auto-scaling.test.ts',
    ],
    testTimeout: 30_000,
  },
});
