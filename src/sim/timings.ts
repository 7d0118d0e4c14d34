import type { Distribution } from '../kernel/distribution.js';
import type { Ms } from '../kernel/event-loop.js';
import type { PullSettings } from '../services/pulls/pull-settings.js';
import type { PullBehavior } from '../services/pulls/pull-tries.js';

/** Every latency that AWS's documentation leaves open; docs/reference/ranges.md has the sources of the defaults. */
export interface Timings {
  /** From launch to registered and ACTIVE. */
  readonly instanceBoot: Distribution;
  /** For a stopped or hibernated instance of a warm pool: from leaving it to registered and ACTIVE. `warmRegister`: for a running one. */
  readonly warmStart: Distribution;
  readonly warmRegister: Distribution;
  /** Trunk interface: REGISTERING to ACTIVE. Zero where there is no trunk. */
  readonly trunkAttach: Distribution;
  readonly eniAttach: Distribution;
  /** Pull of one task's images that the instance has not cached. */
  readonly imagePull: Distribution;
  /** Factor of the pull time on instances with Windows. */
  readonly windowsPullFactor: number;
  readonly containerStart: Distribution;
  /** From SIGTERM to exit, cut at stopTimeout. */
  readonly containerStop: Distribution;
  /** How a task stops whose program hangs: SIGKILL ends it at stopTimeout, or it handles SIGTERM as a sound one. */
  readonly hungStop: 'stopTimeout' | 'containerStop';
  /** On an instance: from the end of a container's health check to the next one in its start period; null: the check's interval. */
  readonly checkStartIntervalMs: Ms | null;
  readonly eniDetach: Distribution;
  /** Creation and attachment of a task's EBS volume, side by side with its interface. */
  readonly volumeAttach: Distribution;
  /** From the end of a task until its volume is deleted; no task waits for it. */
  readonly volumeDetachMs: Ms;
  readonly imagePullBehavior: PullBehavior;
  /** On Fargate all images are pulled before any container starts; false: each image when its container may start. */
  readonly fargatePullsUpfront: boolean;
  /** Pulls that fail. */
  readonly pulls: PullSettings;
}
