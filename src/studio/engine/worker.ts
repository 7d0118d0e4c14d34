import { answering } from './answering.js';
import { handlers, QUICK } from './handlers.js';

/** The engine's own thread. */
answering(handlers, QUICK);
