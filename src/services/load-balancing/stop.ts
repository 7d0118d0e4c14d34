/** Default of deregistration_delay.timeout_seconds of a target group (A.TM-11). */
export const DEREGISTRATION_DELAY_DEFAULT_MS = 300_000;
export const DEREGISTRATION_DELAY_MAX_MS = 3_600_000;
