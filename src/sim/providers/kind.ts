import type { Purchase } from '../../autoscaling/group/purchase.js';
import type { FargateTariffs } from '../../billing/fargate.js';
import type { Missing } from '../../billing/missing.js';
import type { BillingTerms } from '../../billing/terms.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { Setup } from '../setup.js';
import type { PlatformParts, PlatformPorts, PlatformState, PlatformTasks } from './platform.js';

/** What other code asks of a kind of capacity provider, so that it need not ask which kind that is. `nth` counts the providers of one kind from 0. */
export interface ProviderKind {
  /** As messages call it. */
  readonly label: string;
  /** As ECS's answers and events have it. */
  readonly launchType: string;
  /** Names of the providers that every account has, in the order of their numbers. A kind whose providers a user makes has none. */
  readonly names: readonly string[];
  /** Whether ECS brings capacity for a task that waits for the provider. */
  readonly bringsCapacity: (setup: Setup, nth: number) => boolean;
  /** Tasks that the scheduler starts for one service in any minute (T.QUOTA-3), or null for no limit. */
  readonly serviceLaunchesPerMinute: (setup: Setup) => number | null;
  /** Settings of the kind as a whole: when they change, every task may be treated otherwise. */
  readonly settingsOf: (setup: Setup) => unknown;
  /** Null: its tasks are placed on container instances, which Auto Scaling groups launch and EC2 bills. */
  readonly platform: PlatformKind | null;
}

/** What runs the tasks of a kind without container instances, and what they cost. */
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
  /** What a task costs on the provider, and what it would cost On-Demand; or the prices that this takes and nobody has given. */
  readonly pricesOf: (task: TaskShape, nth: number, terms: BillingTerms) => TaskPrices | Missing;
  /** The end of the time that is billed. */
  readonly billedUntil: (run: BilledRun, os: TaskShape['os'], terms: BillingTerms) => Ms;
}

/** What a task is billed by. */
export interface TaskShape {
  readonly os: 'linux' | 'windows';
  readonly arch: 'x86_64' | 'arm64';
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly storageGib: number;
}

export interface TaskPrices {
  readonly own: FargateTariffs;
  readonly onDemand: FargateTariffs;
}

/** From the first pull of its images to its end. */
interface BilledRun {
  readonly pullMs: Ms;
  readonly endMs: Ms;
}
