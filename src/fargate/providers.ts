/** The two capacity providers that every account has and no one can delete; a cluster only associates them (C.FGS-01, T.FG-2). An index into what is kept for each. */
export const FargateProvider = { FARGATE: 0, FARGATE_SPOT: 1 } as const;
export type FargateProvider = (typeof FargateProvider)[keyof typeof FargateProvider];

/** By FargateProvider. */
export const FARGATE_PROVIDER_NAMES = ['FARGATE', 'FARGATE_SPOT'] as const;
