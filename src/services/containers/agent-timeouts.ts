/** Time limits of the container agent, in milliseconds (agent/config/config.go, config_unix.go, config_windows.go; N.CTR-7, N.CTR-9). */
export const AGENT_TIMEOUTS = {
  /** ECS_CONTAINER_STOP_TIMEOUT */
  stopMs: 30_000,
  stopMinMs: 1_000,
  /** ECS_CONTAINER_START_TIMEOUT */
  linux: { startMs: 180_000, startMinMs: 45_000 },
  windows: { startMs: 480_000, startMinMs: 120_000 },
} as const;
