import { importScenario } from '../../import/import.js';
import { explain, watch } from '../fleet/watch.js';
import { compiled } from './compile.js';
import type { Handlers } from './handlers.js';
import { judgeLuck } from './luck.js';
import type { ToolKind } from './protocol.js';

/** The requests that the second worker answers. */
export const tools: Handlers<ToolKind> = {
  watch,
  explain,
  judge: ({ now, before, seed }) => judgeLuck(now, before, seed),
  compile: compiled,
  import: ({ files }) => {
    const inputs = Object.entries(files).map(([file, text]) => ({ file, text }));
    const { scenario = null, findings, mistakes } = importScenario(inputs);
    return { scenario, findings, mistakes };
  },
};
