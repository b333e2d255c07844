import * as z from 'zod';
import { CONTENT_KINDS } from './headers.ts';

/**
 * What a build hands to the host: every file that may be served, by the path that asks for it. A path that is not here
 * goes to Next, which answers it or says honestly that there is nothing.
 */
const resourceSchema = z.object({
  /** Relative to the project's folder. */
  file: z.string(),
  contentType: z.string(),
  kind: z.enum(CONTENT_KINDS),
  /** SHA-256 of the bytes, in hex, cut to 32 digits. */
  hash: z.string().length(32),
  /** Whether the path itself names the bytes, so that a browser never has to ask again. */
  immutable: z.boolean(),
  /** CSP sources of the inline scripts of a document. */
  scriptHashes: z.array(z.string()).optional(),
  /** Files with the same bytes, compressed. */
  encodings: z.object({ br: z.string().optional(), gzip: z.string().optional() }),
});

export const hostTableSchema = z.object({
  /** Hash of all that the build was made of (host/launch/inputs.mjs). */
  inputs: z.string(),
  /** Names the build, in `/config.json`. */
  build: z.string(),
  resources: z.record(z.string(), resourceSchema),
  /** CSP sources of the pages that Next itself answers with, by status. */
  errorPages: z.record(z.string(), z.array(z.string())),
});

export type Resource = z.infer<typeof resourceSchema>;
export type HostTable = z.infer<typeof hostTableSchema>;
