/** The quota of PROVISIONING tasks refused the task: a taskRefused reason beside placement's verdicts. */
export const REFUSED_BY_QUOTA = 100;
/** A task with a launch type was refused because the cluster has no instance. */
export const REFUSED_WITHOUT_INSTANCES = 101;

/** StartTask named an instance that is not registered yet. One that is gone gives Refusal.inactive. */
export const REFUSED_AS_MISSING = 106;

/** Fargate refused a task of RunTask: the account's vCPU quota, or no capacity in the zones that the task may use. */
export const REFUSED_BY_FARGATE = { cpuAboveLimit: 102, vcpusInUse: 103, noCapacity: 104 } as const;
/** The task waits for a token of the rate of starts on Fargate; used by waitingExplained only. */
export const WAITS_FOR_LAUNCH_RATE = 105;
