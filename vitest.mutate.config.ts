import { defineConfig } from 'vitest/config';

/**
 * The tests that mutation testing runs: those of the pure folders it mutates, wherever they lie. Each mutant runs all that reach its line, so
 * tests that take long and reach everything (whole scenarios, real traces) are left out.
 */
export default defineConfig({
  test: {
    include: [
      'test/placement/**/*.test.ts',
      'test/autoscaling/**/*.test.ts',
      'test/services/**/*.test.ts',
      'test/metrics/**/*.test.ts',
      'test/conformance/placement.test.ts',
      'test/conformance/placement-explained.test.ts',
      'test/conformance/query-language.test.ts',
      'test/conformance/constraints.test.ts',
      'test/conformance/gpu.test.ts',
      'test/conformance/stop-selection.test.ts',
      'test/conformance/cluster-auto-scaling.test.ts',
      'test/conformance/az-rebalancing.test.ts',
      'test/conformance/blue-green.test.ts',
      'test/conformance/cloudwatch-metrics.test.ts',
      'test/conformance/daemon-services.test.ts',
      'test/conformance/deployment-events.test.ts',
      'test/conformance/deployments.test.ts',
      'test/conformance/health-checks.test.ts',
      'test/conformance/load-balancing.test.ts',
      'test/conformance/protection-and-draining.test.ts',
      'test/conformance/service-auto-scaling.test.ts',
      'test/conformance/services.test.ts',
      'test/conformance/task-protection.test.ts',
      'test/conformance/throttling.test.ts',
      'test/conformance/auto-scaling-group.test.ts',
      'test/conformance/capacity-input.test.ts',
      'test/conformance/failing-tasks.test.ts',
      'test/conformance/image-cleanup.test.ts',
      'test/conformance/life-cycle.test.ts',
      'test/conformance/placement-attempts.test.ts',
      'test/conformance/quotas.test.ts',
      'test/conformance/scaling-policies.test.ts',
      'test/conformance/simulation-reservation.test.ts',
      'test/conformance/simulation-rolling.test.ts',
      'test/conformance/strategy-split.test.ts',
      'test/conformance/trunking.test.ts',
      // Whole runs with an outcome worked out by hand: what the engine makes of the rules.
      'test/predicted/**/*.test.ts',
      'test/sim/handlers/**/*.test.ts',
      'test/scenario/deployments.test.ts',
      'test/scenario/load-balancer-mistakes.test.ts',
      'test/scenario/service-load.test.ts',
      // The index against the scan, and algorithms against a plain replay: their oracles need a fleet that lives.
      'test/sim/cluster/room-index.test.ts',
      'test/studies/pack/replay/replay.test.ts',
    ],
    // Code that can be mutated runs many times slower.
    testTimeout: 120_000,
  },
});
