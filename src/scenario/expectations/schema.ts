import { z } from 'zod';
import { show } from '../text/suggest.js';

/** A condition on the result, as a text; a key with a limit is answered by the text that it probably means. */
export const condition = z
  .string({
    error: ({ input }) => {
      const [[key, limit] = []] = typeof input === 'object' && input !== null ? Object.entries(input) : [];
      const isLimit = key !== undefined && (typeof limit === 'string' || typeof limit === 'number');
      return `expected a condition, not ${show(input)}; write ${isLimit ? `"${key} <= ${limit}"` : 'one such as "wait_p95_ms <= 60s"'}`;
    },
  })
  .max(300);
