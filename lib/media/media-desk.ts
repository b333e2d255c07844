import { outpointTxid, isOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { Opened } from '#lib/bridge/media-messages.ts';
import { NETWORK_PARAMS, type Chain, type Network } from '#lib/chain/network.ts';
import type { TxLookup } from '#lib/chain/sources/lookup.ts';
import type { BlockProgress } from '#lib/chain/sources/source.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { readInscriptions, readOrdFields, type Inscription } from '#lib/envelopes/index.ts';
import { openContent } from '#lib/envelopes/open-content.ts';
import { essence } from '#lib/protocols/media-type.ts';
import { ORD_FS, resolvePath } from '#lib/protocols/ord-fs.ts';
import { openHeaderChain } from '#lib/proof/header-chain.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { writeBundle } from '#lib/proof/bundle.ts';
import { checkBlockWitness, type BlockWitness } from '#lib/proof/block-witness.ts';
import { readFile } from '#lib/proof/read-file.ts';
import { verifyBtcTx } from '#lib/proof/verify-btc-tx.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import type { ContentStore, Kept } from '#lib/store/content-store.ts';
import type { FilmStore } from '#lib/store/film-store.ts';
import { readFilm } from './read-film.ts';
import type { InscriptionView } from './inscription-view.ts';
import { describeInscription } from './describe.ts';
import { answerOf, composePage, type ComposedPage, type PageAnswer, type PagePart } from './compose-page.ts';
import { readName, writeName, type InscriptionName } from './inscription-name.ts';
import { readModel } from './model/read-model.ts';
import { asPage } from './as-page.ts';
import { proveInBlock, type BlockGiver } from './prove-in-block.ts';
import { readReference } from './references.ts';
import { Site } from './site.ts';
import { traceOnesat, type Trace } from './trace.ts';

export type MediaDeskOptions = {
  readonly network: Network;
  readonly lookups: readonly TxLookup[];
  /** Who gives blocks of BTC, by the names of lookups. */
  readonly givers?: readonly BlockGiver[];
  /** Without it nothing is kept. */
  readonly store?: Pick<ContentStore, 'find' | 'keep'>;
  /** Sound and film that came in parts. */
  readonly films?: Pick<FilmStore, 'find' | 'run'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** Transactions that are asked for besides one of BTC, to see that its content is its own. */
const MAX_COMMITS = 4;

/** What was found under a name, before it is described. */
type Found = {
  readonly raw: Uint8Array;
  readonly chain: Chain;
  readonly file: Uint8Array<ArrayBuffer>;
  readonly kept?: Kept;
};

/** Opens inscriptions by name. Nobody is asked before {@link ask}, which names what it asks for. */
export class MediaDesk {
  private readonly options: MediaDeskOptions;

  constructor(options: MediaDeskOptions) {
    this.options = options;
  }

  /** The inscription of a name, from `held` (a file that has its transaction) or from what was kept. */
  async open(name: InscriptionName, held?: Uint8Array<ArrayBuffer>): Promise<Opened | undefined> {
    const found = (held && this.fromFile(name, held)) ?? (await this.fromStore(name.txid));
    return found && this.describe(name, found);
  }

  /**
   * Asks one lookup for the transaction, checks that the bytes hash to its name, and keeps it.
   *
   * @throws {SourceError} as the lookup does, and for bytes of another transaction an Error that says so.
   */
  async ask(name: InscriptionName, of: string, signal: AbortSignal): Promise<Opened | undefined> {
    const { now, store } = this.options;
    const lookup = this.options.lookups.find((each) => each.name === of);
    const given = await lookup?.find(name.txid, signal);
    if (lookup === undefined || given === undefined) return undefined;
    const file = Uint8Array.from(given);
    const raw = rawIn(file, name.txid);
    if (raw === undefined) throw new Error(`${lookup.name} gave something else than was asked for.`);
    const { chain } = lookup;
    const commits = chain === 'btc' ? await askCommits(raw, lookup, signal) : [];
    const kept: Kept = { txid: name.txid, chain, file, commits, from: lookup.name, at: now() };
    // What cannot be kept is shown all the same.
    await store?.keep(kept).catch(() => undefined);
    return this.describe(name, { raw, chain, file, kept });
  }

  /**
   * The page of a name, whole; its parts come from `held` and from what was kept. Where that is the directory of a site, the
   * page at `path` in it, from its root.
   */
  async compose(
    name: InscriptionName,
    held: readonly Uint8Array<ArrayBuffer>[],
    path = '',
  ): Promise<ComposedPage | undefined> {
    const findPart = (id: string) => this.part(id, held);
    const root = writeName(name);
    const page = await findPart(root);
    if (page === undefined) return undefined;
    if (essence(page.contentType) !== ORD_FS) {
      const { body, contentType } = asPage(root, page);
      return composePage(body, contentType, findPart);
    }
    const site = new Site(root, findPart);
    const at = await site.find(path);
    if (at === undefined || 'missing' in at)
      return { html: '', missing: at === undefined ? [] : [at.missing], leftOut: 0, path };
    const file = await findPart(at.id);
    if (file === undefined) return { html: '', missing: [at.id], leftOut: 0, path: at.path };
    const { body, contentType } = asPage(at.id, file);
    return composePage(body, contentType, findPart, {
      path: at.path,
      idOf: (wanted) => idAt(site, wanted),
    });
  }

  /**
   * What a running page asks for by an address that it made by itself: another inscription, or a file of its own site, in
   * which it stands at `path`. As {@link compose}, out of `held` and of what was kept. `undefined` for what is no such address.
   */
  async answer(
    name: InscriptionName,
    held: readonly Uint8Array<ArrayBuffer>[],
    address: string,
    path?: string,
  ): Promise<PageAnswer | undefined> {
    const findPart = (id: string) => this.part(id, held);
    const inSite = path === undefined ? undefined : resolvePath(path, address);
    const id = inSite === undefined ? undefined : await idAt(new Site(writeName(name), findPart), inSite);
    const reference = readReference(address) ?? (id === undefined ? undefined : { kind: 'content', id });
    if (reference === undefined) return undefined;
    const part = await findPart(reference.id);
    if (part === undefined) return { missing: reference.id };
    const found = answerOf(reference, part);
    return found && { contentType: found.contentType, body: found.body.slice() };
  }

  /**
   * Asks who gave a transaction of BTC for its block, and keeps the proof that it holds just these bytes. `undefined` when
   * nothing of that name is kept here, or it is in no block.
   *
   * @throws as `proveInBlock` does.
   */
  async prove(
    name: InscriptionName,
    signal: AbortSignal,
    onProgress?: BlockProgress,
  ): Promise<Opened | undefined> {
    const { store, givers = [] } = this.options;
    const found = await this.fromStore(name.txid);
    const giver = givers.find((each) => each.name === found?.kept?.from);
    if (found?.kept === undefined || found.chain !== 'btc' || giver === undefined) return undefined;
    const block = await proveInBlock({ txid: name.txid, raw: found.raw }, giver, signal, onProgress);
    if (block === undefined) return undefined;
    const kept: Kept = { ...found.kept, block };
    await store?.keep(kept).catch(() => undefined);
    return this.describe(name, { ...found, kept });
  }

  /** The bytes that draw the model of a name; `undefined` for what is no model, or cannot be drawn within bounds. */
  async model(
    name: InscriptionName,
    held?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const content = (await this.open(name, held))?.view.content;
    const read = content?.shownAs === 'model' ? readModel(content.body) : undefined;
    return read?.ok === true ? read.value.glb : undefined;
  }

  /** As `readFilm` does; `undefined` when it is not here whole. */
  async film(txid: Txid): Promise<InscriptionView | undefined> {
    return this.options.films && readFilm(txid, this.options.films);
  }

  /** Where a 1Sat inscription went, by the word of one lookup and by transactions that hash to their names. */
  async trace(from: Outpoint, of: string, signal: AbortSignal): Promise<Trace | undefined> {
    const lookup = this.options.lookups.find(({ name }) => name === of);
    const spender = lookup?.spender;
    if (lookup === undefined || spender === undefined) return undefined;
    return traceOnesat(from, {
      spender: (outpoint) => spender(outpoint, signal),
      find: async (txid) => {
        const given = await lookup.find(txid, signal);
        return given && rawIn(given, txid);
      },
    });
  }

  private async part(id: string, held: readonly Uint8Array<ArrayBuffer>[]): Promise<PagePart | undefined> {
    const inscription = await this.findInscription(id, held);
    const opened = inscription && (await openContent(inscription));
    if (inscription === undefined || opened?.ok !== true || opened.value.body === undefined) return undefined;
    const { body, contentType = '' } = opened.value;
    const { metadata } = readOrdFields(inscription);
    return { body, contentType, ...(metadata !== undefined && { metadata }) };
  }

  private fromFile({ txid }: InscriptionName, file: Uint8Array<ArrayBuffer>): Found | undefined {
    const raw = rawIn(file, txid);
    return raw && { raw, chain: NETWORK_PARAMS[this.options.network].chain, file };
  }

  private async fromStore(txid: Txid): Promise<Found | undefined> {
    const kept = await this.options.store?.find(txid).catch(() => undefined);
    const raw = kept && rawIn(kept.file, txid);
    return kept && raw && { raw, chain: kept.chain, file: kept.file, kept };
  }

  private async describe(
    name: InscriptionName,
    { raw, chain, file, kept }: Found,
  ): Promise<Opened | undefined> {
    const view = await describeInscription(raw, chain, name, { find: (id) => this.findInscription(id) });
    if (view === undefined) return undefined;
    return {
      view,
      ...(kept !== undefined && { kept: { from: kept.from, at: kept.at } }),
      file,
      ...(chain === 'btc' && { verdict: btcVerdict(name.txid, raw, kept?.commits ?? []) }),
      ...inBlock(name.txid, raw, kept?.block),
    };
  }

  /** Another inscription, in one of the given files or where it was kept: what stands for another, or takes parts from it. */
  private async findInscription(
    id: string,
    held: readonly Uint8Array<ArrayBuffer>[] = [],
  ): Promise<Inscription | undefined> {
    const name = readName(id);
    if (name === undefined) return undefined;
    const given = held.map((file) => this.fromFile(name, file)).find((found) => found !== undefined);
    const found = given ?? (await this.fromStore(name.txid));
    if (found === undefined) return undefined;
    return readInscriptions(found.raw, found.chain).find((inscription) => inscription.id === id);
  }
}

/** The inscription at a path of a site, or of the directory on the way that is not on this device. */
async function idAt(site: Site, path: string): Promise<string | undefined> {
  const found = await site.find(path);
  return found === undefined ? undefined : 'missing' in found ? found.missing : found.id;
}

/** The transaction `txid` in a file: plain, as hex, in a BEEF or a proof bundle. Its bytes hash to that name. */
function rawIn(file: Uint8Array, txid: Txid): Uint8Array | undefined {
  const read = readFile(file);
  if (!read.ok) return undefined;
  const contents = read.value;
  switch (contents.kind) {
    case 'transaction':
      return contents.txid === txid ? contents.raw : undefined;
    case 'beef':
      return contents.beef.txs.find((tx) => tx.txid === txid)?.raw;
    case 'bundle': {
      const { id } = contents.bundle;
      const named = id !== undefined && isOutpoint(id) ? outpointTxid(id) : contents.bundle.txid;
      return named === txid ? contents.bundle.raw : undefined;
    }
    case 'block':
      return undefined;
  }
}

/** The transactions whose outputs the content was made for, from whoever gave the content; none when it will not. */
async function askCommits(
  raw: Uint8Array,
  lookup: TxLookup,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const tx = parseTx(raw);
  if (!tx.ok) return [];
  const inputs = new Set(readInscriptions(raw, 'btc').map(({ input }) => input ?? 0));
  const wanted = new Set([...inputs].flatMap((input) => tx.value.inputs[input]?.prevTxid ?? []));
  const commits: Uint8Array<ArrayBuffer>[] = [];
  for (const txid of [...wanted].slice(0, MAX_COMMITS)) {
    const given = await lookup.find(txid, signal).catch(() => undefined);
    if (given !== undefined && rawIn(given, txid) !== undefined) commits.push(Uint8Array.from(given));
  }
  signal.throwIfAborted();
  return commits;
}

/** What a kept block shows, looked at anew, and the file that shows it to others. */
function inBlock(
  txid: Txid,
  raw: Uint8Array,
  block: BlockWitness | undefined,
): Partial<Pick<Opened, 'inBlock' | 'file'>> {
  const found = block && checkBlockWitness(raw, block);
  if (block === undefined || found === undefined) return {};
  const { height, header, ...witness } = block;
  const headers = { from: height, list: [header] };
  const text = writeBundle({ network: 'btc', txid, raw, bumps: [], headers, witness });
  return { inBlock: found, file: Uint8Array.from(encodeUtf8(text)) };
}

function btcVerdict(txid: Txid, raw: Uint8Array, commits: readonly Uint8Array[]): Verdict {
  const plain = commits.flatMap((file) => {
    const read = readFile(file);
    return read.ok && read.value.kind === 'transaction' ? [read.value.raw] : [];
  });
  // No block is looked up in it: what is asked is whether the coins that were spent were made for these words.
  return verifyBtcTx({ txid, raw, commits: plain }, openHeaderChain('btc', Date.now));
}
