import * as z from 'zod/mini';

const service = z.object({ name: z.string(), url: z.url() });

/** Who knows about districts of BTC, as configuration names them. */
export const btcLandEntrySchema = z.object({
  /** An ord server: the inscriptions of a block, in their order. */
  inscriptions: z.exactOptional(service),
  /** A list of winners in rows, in place of the one that is inscribed on BTC. */
  rows: z.exactOptional(service),
});
