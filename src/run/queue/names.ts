/** Keys of the queue begin with it. Braces keep them on one node of a cluster. */
export const PREFIX = '{drydock}';
export const QUEUE = 'runs';
/** The one kind of job. */
export const RUN = 'run';
