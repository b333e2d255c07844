import { isOutpoint, isTxid, outpointTxid, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import { writeBundle, type Bundle, type BundleContent } from '#lib/proof/bundle.ts';
import type { HeaderChain } from '#lib/proof/header-chain.ts';
import type { FeedIndex, IndexedTx } from './feed-index.ts';
import type { FeedItem } from './items.ts';

/** Headers of a bundle: the block's own, and up to six that bury it. */
const HEADERS = 7;

/** A file for a person to keep. */
export type ProofFile = { readonly name: string; readonly text: string };

/** Bytes and path of a held transaction, wherever they are. */
export type HeldBytes = { readonly raw: Uint8Array; readonly bump?: Uint8Array };

export type ExportContext = {
  readonly network: Network;
  readonly chain: HeaderChain;
  readonly index: FeedIndex;
  readonly bytesOf: (tx: IndexedTx) => Promise<HeldBytes | undefined>;
};

/**
 * The proof bundle of what an outpoint or a txid names: the transaction, the path to its block and headers from there on, as
 * far as this device holds them. `undefined` for what it does not hold.
 */
export async function exportProof(id: string, context: ExportContext): Promise<ProofFile | undefined> {
  const { network, chain, index, bytesOf } = context;
  const subject = subjectOf(id);
  const tx = subject === undefined ? undefined : index.tx(subject.txid);
  const held = tx === undefined ? undefined : await bytesOf(tx);
  if (subject === undefined || tx === undefined || held === undefined) return undefined;
  const item = itemOf(index.itemsOf(tx.tx), subject);
  const place = tx.proof.state === 'proven' ? tx.proof.place : undefined;
  const path =
    place === undefined || held.bump === undefined
      ? { bumps: [] }
      : { bumps: [held.bump], headers: headersFrom(chain, place.height) };
  const bundle: Bundle = {
    network,
    ...subject,
    raw: held.raw,
    ...path,
    ...(item !== undefined && { content: contentOf(item) }),
  };
  return {
    name: `nabo-${item?.kind ?? 'transaction'}-${subject.txid.slice(0, 8)}.json`,
    text: writeBundle(bundle),
  };
}

function subjectOf(id: string): { readonly txid: Txid; readonly id?: Outpoint } | undefined {
  if (isOutpoint(id)) return { txid: outpointTxid(id), id };
  return isTxid(id) ? { txid: id } : undefined;
}

/** The item of the output that was asked for, or the first that says something a person would call it by. */
function itemOf(
  items: readonly FeedItem[],
  { txid, id }: { readonly txid: Txid; readonly id?: Outpoint },
): FeedItem | undefined {
  const named = items.find(({ vout }) => id === `${txid}_${vout}`);
  return named ?? items.find(({ kind }) => kind === 'post') ?? items[0];
}

function contentOf(item: FeedItem): BundleContent {
  switch (item.kind) {
    case 'post': {
      const { media } = item;
      return {
        kind: 'post',
        text: item.text,
        ...(media !== undefined && { contentType: media.contentType }),
      };
    }
    case 'handle':
      return { kind: 'handle', text: `${item.name}.bitter` };
    case 'district':
      return { kind: 'district', text: `${item.height}.bitmap` };
    case 'parcel':
      return { kind: 'parcel', text: `${item.index}.${item.height}.bitmap` };
    case 'identity':
      return { kind: 'identity', text: item.bapId };
    case 'like':
    case 'repost':
      return { kind: item.kind, text: item.target };
    case 'follow':
      return { kind: item.on ? 'follow' : 'unfollow', text: item.bapId };
    case 'profile':
      return { kind: 'profile', text: item.name ?? item.bapId };
    case 'other':
      return { kind: item.record };
  }
}

function headersFrom(chain: HeaderChain, from: number): NonNullable<Bundle['headers']> {
  const list: Uint8Array[] = [];
  for (let height = from; list.length < HEADERS; height += 1) {
    const header = chain.headerAt(height);
    if (header === undefined) break;
    list.push(header);
  }
  return { from, list };
}
