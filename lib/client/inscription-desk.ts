import { createCaller, type Caller } from '#lib/bridge/call.ts';
import type { FeedContract } from '#lib/bridge/feed-messages.ts';
import { mediaContract, type MediaContract, type Opened } from '#lib/bridge/media-messages.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { readName, writeName, type InscriptionName } from '#lib/media/inscription-name.ts';
import { openFilmDesk } from './film-desk.ts';
import type { AppConfig } from './config.ts';
import { draftTransactions, type DraftTransaction } from './draft-transactions.ts';
import type { InscriptionAnswer, InscriptionDesk, OpenInscription } from './inscriptions.ts';

export type InscriptionDeskOptions = {
  readonly config: AppConfig;
  readonly feed: Pick<Caller<FeedContract>, 'call'>;
  /** Asks neighbours for a transaction, not by its name; says whether one had it. Absent where none are met. */
  readonly fetchPost?: (txid: InscriptionName['txid']) => Promise<boolean>;
};

/** How long neighbours are waited for before a person may ask somebody else. */
const NEARBY_MS = 4_000;
/** How long the feed may take over what a neighbour gave. */
const TAKEN_MS = 3_000;
const LOOK_AGAIN_MS = 100;
/** As deep as parts may have parts, once for what the feed holds and once for what neighbours give. */
const MAX_ROUNDS = 8;
/** Parts that are looked for in the feed at a time. */
const MAX_PARTS = 50;

/** Starts the media worker, and answers the viewer's questions with it and the feed. */
export function startInscriptionDesk(options: InscriptionDeskOptions): InscriptionDesk & { close(): void } {
  const { config, feed } = options;
  const worker = new Worker('/media.js', { name: 'nabo-media' });
  const media = createCaller<MediaContract>(worker, mediaContract);
  const { network, lookups } = config;
  void media.call('configure', { network, lookups }).catch(() => undefined);
  const ownChain = NETWORK_PARAMS[network].chain;
  // Without a service worker there is nobody to answer a player.
  const answers = options.fetchPost !== undefined && navigator.serviceWorker?.controller != null;
  const films = answers ? openFilmDesk({ network }) : undefined;

  let drafts: readonly DraftTransaction[] = [];

  /** The feed's own copy, with all that proves it. */
  const heldByFeed = async ({ txid, chain = ownChain }: InscriptionName) => {
    if (chain !== ownChain) return undefined;
    const draft = drafts.find((each) => each.txid === txid);
    if (draft !== undefined) return { held: draft.raw };
    const file = await feed.call('exportProof', { id: txid });
    return file && { held: Uint8Array.from(encodeUtf8(file.text)) };
  };

  const judge = async (opened: Opened, isHeld: boolean): Promise<OpenInscription> => {
    const { view, verdict, ...rest } = opened;
    const { file } = rest;
    const base = { state: 'open', view, ...rest } as const;
    if (verdict !== undefined) return { ...base, verdict };
    if (isHeld) {
      const known = await feed.call('verdict', { txid: view.txid });
      if (known !== undefined) return { ...base, verdict: known };
    }
    const found = await feed.call('checkFile', { bytes: file });
    return { ...base, verdict: found.kind === 'transaction' ? found.tx.verdict : { state: 'held' } };
  };

  const openHere = async (
    name: InscriptionName,
    signal?: AbortSignal,
  ): Promise<OpenInscription | undefined> => {
    const held = await heldByFeed(name);
    const opened = await media.call('open', { name, ...held }, signal);
    return opened && judge(opened, held !== undefined);
  };

  /** Neighbours are asked for a whole drawer of their shelves. */
  const isNearby = async ({ txid, chain }: InscriptionName): Promise<boolean> => {
    const { fetchPost } = options;
    if (chain === 'btc' || fetchPost === undefined) return false;
    const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), NEARBY_MS));
    return Promise.race([fetchPost(txid), late]);
  };

  /** The feed takes what neighbours give, and then it is here. */
  const openNearby = async (
    name: InscriptionName,
    signal?: AbortSignal,
  ): Promise<OpenInscription | undefined> => {
    // It may have come meanwhile from somebody who was not asked.
    if (!(await isNearby(name))) return openHere(name, signal);
    let opened: OpenInscription | undefined;
    await until(async () => {
      opened = await openHere(name, signal);
      return opened !== undefined || signal?.aborted === true;
    });
    return opened;
  };

  /** Sound or film that a neighbour gives in parts, or gave. */
  const inParts = async ({ txid, chain, index }: InscriptionName): Promise<InscriptionAnswer | undefined> => {
    if (chain === 'btc') return undefined;
    const film = await films?.find(txid).catch(() => undefined);
    return film === undefined || (index ?? film.vout) !== film.vout ? undefined : { state: 'parts', film };
  };

  return {
    async open(pasted, signal) {
      const name = readName(pasted);
      if (name === undefined) return { state: 'unnamed' };
      const here = await openHere(name, signal);
      return here ?? (await firstOf([openNearby(name, signal), inParts(name)])) ?? absent(name, config);
    },
    play: async (txid) => films?.play(txid),
    async film(txid) {
      const view = await media.call('film', { txid });
      if (view === undefined || films === undefined) return undefined;
      const verdict = (await feed.call('verdict', { txid })) ?? { state: 'held' };
      return { view, verdict, file: () => films.file(txid) };
    },
    onHeard: (listener) => films?.onHeard(listener) ?? (() => undefined),
    async ask(pasted, of, signal) {
      const name = readName(pasted);
      if (name === undefined) return { state: 'unnamed' };
      const opened = await media.call('ask', { name, of }, signal);
      return opened === undefined ? { ...absent(name, config), asked: of } : judge(opened, false);
    },
    async prove(id, onProgress) {
      const name = readName(id);
      const stop = media.listen(({ txid, done, of }) => {
        if (txid === name?.txid) onProgress?.(done, of);
      });
      try {
        const opened = name && (await media.call('prove', { name }));
        return opened && (await judge(opened, false));
      } finally {
        stop();
      }
    },
    tracers: lookups.filter(({ kind }) => kind === '1sat-stack').map((entry) => entry.name),
    trace: (from, of) => media.call('trace', { from, of }),
    async preview(files) {
      drafts = draftTransactions(files);
      const last = drafts.at(-1);
      if (last === undefined) return undefined;
      return (await media.call('open', { name: { txid: last.txid }, held: last.raw }))?.view;
    },
    async answer(id, address, path) {
      const name = readName(id);
      if (name === undefined) return undefined;
      const held: Uint8Array<ArrayBuffer>[] = [];
      const add = async (wanted: InscriptionName): Promise<boolean> => {
        const file = await heldByFeed(wanted);
        if (file !== undefined) held.push(file.held);
        return file !== undefined;
      };
      await add(name);
      const tried = new Set<string>();
      // Directories may lie on the way to it.
      for (;;) {
        const found = await media.call('answer', {
          name,
          held,
          address,
          ...(path !== undefined && { path }),
        });
        if (found === undefined || !('missing' in found) || tried.has(found.missing)) return found;
        tried.add(found.missing);
        const wanted = readName(found.missing);
        if (wanted === undefined) return found;
        if (!(await add(wanted)) && (await isNearby(wanted))) await until(() => add(wanted));
      }
    },
    async model(id) {
      const name = readName(id);
      return name && media.call('model', { name, ...(await heldByFeed(name)) });
    },
    async compose(id, path) {
      const name = readName(id);
      if (name === undefined) return undefined;
      const held: Uint8Array<ArrayBuffer>[] = [];
      const add = async (wanted: InscriptionName): Promise<boolean> => {
        const file = await heldByFeed(wanted);
        if (file !== undefined) held.push(file.held);
        return file !== undefined;
      };
      await add(name);
      const asked = new Set<string>();
      // Parts may have parts of their own that the feed holds.
      for (let round = 0; ; round += 1) {
        const page = await media.call('compose', { name, held, ...(path !== undefined && { path }) });
        if (page === undefined || round >= MAX_ROUNDS) return page;
        const names = page.missing.slice(0, MAX_PARTS).flatMap((missing) => readName(missing) ?? []);
        const found = await Promise.all(names.map(add));
        if (found.includes(true)) continue;
        const fresh = names.filter(({ txid }) => !asked.has(txid));
        for (const { txid } of fresh) asked.add(txid);
        const near = await Promise.all(
          fresh.map(async (wanted) => ((await isNearby(wanted)) ? [wanted] : [])),
        );
        const given = near.flat();
        if (given.length === 0) return page;
        // Each once, so that no round waits for what came with the one before.
        await Promise.all(given.map((wanted) => until(() => add(wanted))));
      }
    },
    close() {
      films?.close();
      media.close();
      worker.terminate();
    },
  };
}

/** What can be asked for it: those of its chain, or all where the name does not say which. */
function absent(
  name: InscriptionName,
  { lookups }: AppConfig,
): Extract<InscriptionAnswer, { state: 'absent' }> {
  return {
    state: 'absent',
    name: writeName(name),
    askable: lookups
      .filter(({ chain }) => name.chain === undefined || name.chain === chain)
      .map((entry) => ({ name: entry.name, chain: entry.chain })),
  };
}

/** The first answer that there is, of several that are looked for; a failure of one when no other has any. */
async function firstOf<T>(looking: readonly Promise<T | undefined>[]): Promise<T | undefined> {
  const found = looking.map(async (each) => (await each) ?? Promise.reject(new Error('nothing')));
  return Promise.any(found).catch(() => Promise.all(looking).then(() => undefined));
}

/** Looks again and again, for as long as the feed may take over what a neighbour gave. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + TAKEN_MS;
  while (Date.now() < end && !(await isSo()))
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
}
