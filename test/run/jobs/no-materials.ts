import type { Materials } from '../../../src/run/jobs/job-worker.js';

export const NO_MATERIALS: Materials = { traces: {}, modules: {} };
