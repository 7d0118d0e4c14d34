import type { Retirement } from '../fargate/retirement.js';
import type { Ms } from '../kernel/event-loop.js';
import type { BucketRate } from '../kernel/token-bucket.js';

/** What goes wrong at a time. What a zone outage does to launches is a drought of the market. */
export type Fault =
  /** All instances of the zone end at once. */
  | { readonly kind: 'zoneOutage'; readonly zone: number; readonly fromMs: Ms }
  /** Agents lose their connection, each with the probability of the share; provider and zone null: any. */
  | ({ readonly kind: 'agentDisconnect'; readonly share: number; readonly fromMs: Ms; readonly untilMs: Ms } & Whereabouts)
  /** Boots, or pulls of images, that begin meanwhile take so many times as long. */
  | { readonly kind: 'slowBoot' | 'slowPull'; readonly factor: number; readonly fromMs: Ms; readonly untilMs: Ms }
  /** No image can be pulled. */
  | { readonly kind: 'registryDown'; readonly fromMs: Ms; readonly untilMs: Ms }
  /** AWS announces that it retires the platform revision that Fargate tasks have, and does so (T.FG-7). */
  | ({ readonly kind: 'fargateRetirement' } & Retirement)
  /** Of the calls that take from the bucket of an action, AWS lets no more through than the rate. */
  | {
      readonly kind: 'apiThrottling';
      readonly action: ThrottledAction;
      readonly rate: BucketRate;
      readonly fromMs: Ms;
      readonly untilMs: Ms;
    }
  /** A share of the instances that would get a trunk meanwhile end in REGISTRATION_FAILED. */
  | ({
      readonly kind: 'registrationFailure';
      readonly share: number;
      readonly statusReason: string;
      readonly fromMs: Ms;
      readonly untilMs: Ms;
    } & Whereabouts)
  | Operation;

/** Instances of a capacity provider and in a zone; null: any. */
interface Whereabouts {
  readonly provider: number | null;
  readonly zone: number | null;
}

/** What happens to instances at a moment, mostly by hand: to each with the probability of the share, or to the oldest so many. */
export type Operation = Whereabouts & {
  readonly share: number;
  readonly count: number | null;
  readonly fromMs: Ms;
} & (
    | { readonly kind: 'drain'; readonly untilMs: Ms }
    | { readonly kind: 'deregister'; readonly isForced: boolean }
    /** `isOfOutside`: only those that ECS does not have (REGISTRATION_FAILED, deregistered). */
    | { readonly kind: 'terminate'; readonly isOfOutside: boolean }
    /** From now on their EC2 status checks fail, and their agents are gone. */
    | { readonly kind: 'instanceFailure' }
    /** SetInstanceProtection: scale-in passes over them, or does so no more. */
    | { readonly kind: 'protect'; readonly isProtected: boolean }
  );

export type ThrottledAction = 'RunInstances' | 'RunTask' | 'RegisterContainerInstance';
