import * as z from 'zod/mini';
import { NETWORKS } from '#lib/chain/network.ts';
import type { ProofFile } from '#lib/feed/export-proof.ts';
import type { FileRecord, FileTx, FileView } from '#lib/feed/file-view.ts';
import type { ExportPart, ImportView } from '#lib/feed/held-transfer.ts';
import { issueSchema, postViewSchema, verdictSchema } from './feed-views.ts';
import { blockHash, count, txid } from './names.ts';

// The views of lib/feed/file-view.ts as schemas. Each is held to its type there, and made with the first file.

export const proofFileSchema: z.ZodMiniType<ProofFile> = z.object({ name: z.string(), text: z.string() });

export const exportPartSchema: z.ZodMiniType<ExportPart> = z.lazy(() =>
  z.object({
    bytes: z.instanceof(Uint8Array<ArrayBuffer>),
    next: z.exactOptional(z.string()),
  }),
);

export const importViewSchema: z.ZodMiniType<ImportView> = z.lazy(() =>
  z.object({
    transactions: count,
    news: count,
    kept: count,
    refused: z.array(issueSchema),
    issue: z.exactOptional(issueSchema),
  }),
);

const record: z.ZodMiniType<FileRecord> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('handle'), name: z.string() }),
    z.object({ kind: z.literal('district'), height: count }),
    z.object({ kind: z.literal('parcel'), index: count, height: count }),
    z.object({
      kind: z.literal('other'),
      record: z.custom<Extract<FileRecord, { kind: 'other' }>['record']>(
        (value) => typeof value === 'string',
      ),
    }),
  ]),
);

const fileTx: z.ZodMiniType<FileTx> = z.lazy(() =>
  z.object({
    txid,
    bytes: count,
    verdict: verdictSchema,
    ahead: z.exactOptional(z.object({ height: count, ourHeight: count })),
    posts: z.array(postViewSchema),
    records: z.array(record),
    isHeld: z.boolean(),
  }),
);

const network = z.enum(NETWORKS);

export const fileViewSchema: z.ZodMiniType<FileView> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('problem'), issue: issueSchema }),
    z.object({
      kind: z.literal('transaction'),
      as: z.enum(['bundle', 'beef', 'transaction']),
      network,
      tx: fileTx,
      others: count,
      othersProven: count,
    }),
    z.object({
      kind: z.literal('block'),
      network,
      hash: blockHash,
      time: count,
      bytes: count,
      transactions: count,
      height: z.exactOptional(count),
      found: z.array(fileTx),
      speaking: count,
    }),
  ]),
);
