/** Prefix of all keys of the queue. Braces keep them on one node of a cluster. */
export const PREFIX = '{drydock}';
export const QUEUE = 'runs';
/** The only kind of job. */
export const RUN = 'run';
