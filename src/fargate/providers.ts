/**
 * The two capacity providers that exist in every account; a cluster only associates them (C.FGS-01, T.FG-2). Index of per-provider data.
 */
export const FargateProvider = { FARGATE: 0, FARGATE_SPOT: 1 } as const;
export type FargateProvider = (typeof FargateProvider)[keyof typeof FargateProvider];

export const FARGATE_PROVIDER_NAMES = ['FARGATE', 'FARGATE_SPOT'] as const;
