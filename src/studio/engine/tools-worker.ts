import { buffersOf, type FleetRecording } from '../fleet/recording.js';
import { answering } from './answering.js';
import { tools } from './tools.js';

/** The thread of imports, statistics, recordings and explanations. */
answering(tools, new Set(), (answer) => {
  const { recording } = answer as { readonly recording?: FleetRecording };
  return recording === undefined ? [] : buffersOf(recording);
});
