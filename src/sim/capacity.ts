/** The capacity of a task: a launch type, or a capacity provider strategy (C.CAP-02). Launch type FARGATE is a strategy, too. */
export type Capacity =
  /** EC2, or EXTERNAL: then only instances outside AWS. */
  | { readonly kind: 'launchType'; readonly isExternal?: boolean }
  | { readonly kind: 'strategy'; readonly items: readonly { readonly provider: number; readonly base: number; readonly weight: number }[] };

/** Places for On-Demand instances of a type in a zone (M.CR-1). */
export interface ReservedCapacity {
  readonly type: number;
  readonly zone: number;
  readonly count: number;
}
