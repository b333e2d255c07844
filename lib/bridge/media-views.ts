import * as z from 'zod/mini';
import type { Chain } from '#lib/chain/network.ts';
import type { ContentView, InscriptionView, SiblingView, TreeView } from '#lib/media/inscription-view.ts';
import type { ScriptListing } from '#lib/media/script-lines.ts';
import type { TreeNode } from '#lib/media/tree.ts';
import { issueSchema } from './feed-views.ts';
import { count, txid } from './names.ts';

// The views of lib/media as schemas, for the messages that carry them. Each is held to its type there.

export const chain: z.ZodMiniType<Chain> = z.enum(['bsv', 'btc']);
export const bytes = z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array);

/** A tree has at most 65 levels, so a schema that calls itself ends. */
const tree: z.ZodMiniType<TreeNode> = z.object({
  label: z.exactOptional(z.string()),
  type: z.enum(['object', 'list', 'text', 'number', 'bytes', 'word']),
  text: z.string(),
  get children() {
    return z.exactOptional(z.readonly(z.array(tree)));
  },
});

const judgement = z.discriminatedUnion('shown', [
  z.object({ shown: z.literal('now') }),
  z.object({ shown: z.literal('asked'), because: z.enum(['bytes', 'pixels', 'frames']) }),
  z.object({ shown: z.literal('never'), because: z.enum(['bytes', 'pixels', 'frames']) }),
]);

const content: z.ZodMiniType<ContentView> = z.object({
  shownAs: z.enum([
    'picture',
    'drawing',
    'audio',
    'video',
    'model',
    'page',
    'site',
    'markdown',
    'json',
    'code',
    'text',
    'file',
  ]),
  contentType: z.string(),
  body: bytes,
  sha256: z.string(),
  filename: z.exactOptional(z.string()),
  files: z.exactOptional(z.readonly(z.array(z.object({ path: z.string(), id: z.string() })))),
  tree: z.exactOptional(tree),
  picture: z.exactOptional(
    z.object({
      format: z.enum(['png', 'jpeg', 'gif', 'webp', 'avif']),
      width: count,
      height: count,
      passes: count,
    }),
  ),
  model: z.exactOptional(
    z.object({ shapes: count, triangles: count, vertices: count, pictures: count, pixels: count }),
  ),
  issue: z.exactOptional(issueSchema),
  judgement: z.exactOptional(judgement),
});

const treeView: z.ZodMiniType<TreeView> = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), tree }),
  z.object({ ok: z.literal(false), issue: issueSchema }),
]);

const listing: z.ZodMiniType<ScriptListing> = z.object({
  lines: z.array(
    z.object({
      offset: count,
      name: z.string(),
      does: z.string(),
      bytes: z.exactOptional(count),
      data: z.exactOptional(z.string()),
    }),
  ),
  more: count,
  isCut: z.boolean(),
});

const sibling: z.ZodMiniType<SiblingView> = z.object({
  id: z.string(),
  contentType: z.exactOptional(z.string()),
  bytes: count,
});

export const inscriptionViewSchema: z.ZodMiniType<InscriptionView> = z.object({
  id: z.string(),
  txid,
  chain,
  place: z.union([z.object({ vout: count, sats: count }), z.object({ input: count, offset: count })]),
  kind: z.custom<InscriptionView['kind']>((value) => typeof value === 'string'),
  declaredType: z.exactOptional(z.string()),
  contentEncoding: z.exactOptional(z.string()),
  bodyBytes: z.exactOptional(count),
  txBytes: count,
  content: z.exactOptional(content),
  closed: z.exactOptional(issueSchema),
  issues: z.array(issueSchema),
  curse: z.exactOptional(z.string()),
  metaprotocol: z.exactOptional(z.string()),
  pointer: z.exactOptional(z.bigint()),
  parents: z.array(
    z.object({ id: z.string(), standing: z.enum(['revealed', 'spent', 'refused', 'unknown']) }),
  ),
  children: z.array(z.string()),
  delegate: z.exactOptional(z.object({ id: z.string(), isShown: z.boolean() })),
  metadata: z.exactOptional(treeView),
  properties: z.exactOptional(treeView),
  map: z.array(z.object({ key: z.string(), value: z.string() })),
  collection: z.exactOptional(
    z.object({ id: z.exactOptional(z.string()), name: z.exactOptional(z.string()) }),
  ),
  owner: z.exactOptional(z.string()),
  siblings: z.array(sibling),
  moreSiblings: count,
  script: listing,
});
