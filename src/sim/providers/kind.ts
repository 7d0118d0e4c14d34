import type { Purchase } from '../../autoscaling/group/purchase.js';
import type { FargateTariffs } from '../../billing/fargate.js';
import type { Missing } from '../../billing/missing.js';
import type { BillingTerms } from '../../billing/terms.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { ThrottleSettings } from '../../services/start-throttle.js';
import type { Setup } from '../setup.js';
import type { PlatformParts, PlatformPorts, PlatformState, PlatformTasks } from './platform.js';

/**
 * The properties of a kind of capacity provider, through which other code stays independent of the kinds. `nth` counts the providers of one
 * kind from 0.
 */
export interface ProviderKind {
  /** The kind's name in messages. */
  readonly label: string;
  /** The launch type in ECS's answers and events. */
  readonly launchType: string;
  /** Names of the providers that every account has, in the order of their numbers; empty for a kind whose providers a user defines. */
  readonly names: readonly string[];
  /** Returns whether ECS launches capacity for a task that waits for the provider. */
  readonly bringsCapacity: (setup: Setup, nth: number) => boolean;
  /** Tasks that the scheduler starts for one service in any minute (T.QUOTA-3), or null for no limit. */
  readonly serviceLaunchesPerMinute: (setup: Setup) => number | null;
  /** How long a service waits after failed starts in a row. */
  readonly startThrottle: (setup: Setup) => ThrottleSettings;
  /** Settings of the kind as a whole; a change of these may affect every task. */
  readonly settingsOf: (setup: Setup) => unknown;
  /** Null: its tasks are placed on container instances, which Auto Scaling groups launch and EC2 bills. */
  readonly platform: PlatformKind | null;
}

/** A platform: it runs and bills the tasks of a kind without container instances. */
export interface PlatformKind {
  readonly makeState: (parts: PlatformParts) => PlatformState;
  readonly makeTasks: (ports: PlatformPorts, state: PlatformState) => PlatformTasks;
  readonly purchaseOf: (nth: number) => Purchase;
  /** vCPUs that may run on the provider at once, or null. */
  readonly vcpusMax: (setup: Setup, nth: number) => number | null;
  /** Whether tasks name a platform version. */
  readonly hasVersions: boolean;
  /** Whether Compute Savings Plans cover its On-Demand compute. */
  readonly hasSavingsPlans: boolean;
  /** Returns the cost of a task on the provider and its cost On-Demand, or the missing prices that these need. */
  readonly pricesOf: (task: TaskShape, nth: number, terms: BillingTerms) => TaskPrices | Missing;
  /** Returns the end of the billed time. */
  readonly billedUntil: (run: BilledRun, os: TaskShape['os'], terms: BillingTerms) => Ms;
}

/** The properties of a task that determine its price. */
export interface TaskShape {
  readonly os: 'linux' | 'windows';
  readonly arch: 'x86_64' | 'arm64';
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly storageGib: number;
}

export interface TaskPrices {
  readonly billed: FargateTariffs;
  readonly onDemand: FargateTariffs;
}

/** The time from the first pull of the task's images to its end. */
interface BilledRun {
  readonly pullMs: Ms;
  readonly endMs: Ms;
}
