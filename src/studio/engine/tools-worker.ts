import { answering } from './answering.js';
import { tools } from './tools.js';

/** The thread of imports and statistics. */
answering(tools, new Set());
