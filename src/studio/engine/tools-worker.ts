import { answering } from './answering.js';
import { tools } from './tools.js';

/** The thread of imports, statistics, recordings and explanations. */
answering(tools, new Set());
