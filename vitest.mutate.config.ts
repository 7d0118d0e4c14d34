import { defineConfig } from 'vitest/config';

/**
 * The tests that mutation testing runs: those of the pure folders it mutates, wherever they lie. Each mutant runs all that reach its line, so
 * tests that take long and reach everything (whole scenarios, real traces) are left out.
 */
export default defineConfig({
  test: {
    include: [
      'test/{placement,autoscaling,services,metrics}/**/*.test.ts',
      // Rules by id, and whole runs with an outcome worked out by hand: what the engine makes of the rules.
      'test/{conformance,predicted,incidents}/**/*.test.ts',
      'test/sim/handlers/**/*.test.ts',
      'test/scenario/{deployments,load-balancer-mistakes,service-load}.test.ts',
      // The index against the scan, and algorithms against a plain replay: their oracles need a fleet that lives.
      'test/sim/cluster/room-index.test.ts',
      'test/studies/pack/replay/replay.test.ts',
    ],
    exclude: ['test/conformance/{golden-vectors,quota-table}.test.ts', 'test/incidents/monotone.test.ts'],
    // Code that can be mutated runs many times slower.
    testTimeout: 120_000,
  },
});
