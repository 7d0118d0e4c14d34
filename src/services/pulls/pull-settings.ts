/** Settings of image pulls that fail, by the names of docs/model.md. Times in milliseconds. */
export interface PullSettings {
  /** Largest share by which the agent lengthens a wait between two tries. */
  readonly jitter: number;
  /** Length of a try when the registry does not answer. */
  readonly tryTimeoutMs: number;
  /** Whether the agent fetches the manifest before the image: since agent 1.83 of 2024. */
  readonly fetchesManifest: boolean;
  /** On Fargate: from the pull to STOPPED when the registry cannot be reached, and when it refuses. */
  readonly fargateFailureMs: number;
  readonly fargateRefusalMs: number;
}

/** The agent's source documents its waits; Fargate's behaviour and the length of an unanswered try are guesses (N.PULL-5, N.PULL-6). */
export const PULL_DEFAULTS: PullSettings = {
  jitter: 0.2,
  tryTimeoutMs: 15_000,
  fetchesManifest: true,
  fargateFailureMs: 180_000,
  fargateRefusalMs: 10_000,
};

/** As measured in 2026: Fargate requests a missing manifest seven more times, in 2021 once. */
export const FARGATE_PULLS_2026 = { fargateFailureMs: 275_000, fargateRefusalMs: 75_000 } as const;

/** The baseline of a gp3 volume, in MiB a second ("Amazon EBS General Purpose SSD volumes"). */
export const GP3_THROUGHPUT = 125;

/** Compressed MiB a second that an instance unpacks at most, one layer after the other (P.184). */
const UNPACKED_AT_MOST = 97;

/** Returns the compressed MiB a second that an instance pulls: its volume writes each of them, reads it, and writes what it unpacks to. */
export function pullRate({ volumeThroughput, unpackFactor }: { readonly volumeThroughput: number; readonly unpackFactor: number }): number {
  return Math.min(volumeThroughput / (2 + unpackFactor), UNPACKED_AT_MOST);
}

/** The agent gives up a pull that takes this long with all its tries: ECS_IMAGE_PULL_TIMEOUT (N.PULL-2). */
export const PULL_LONGEST_MS = 7_200_000;

/** A task whose network interface is not attached by then fails to start (N.PULL-7). */
export const ENI_LONGEST_MS = 180_000;
