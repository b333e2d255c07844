import type { Caller } from '#lib/bridge/call.ts';
import type { FeedContract } from '#lib/bridge/feed-messages.ts';
import { msg, t, tell } from '#lib/language/t.ts';
import { decodeDeviceLink, LAST_DEVICE } from '#lib/protocols/device-link.ts';
import { estimateIntent } from '#lib/publish/estimate.ts';
import type { Outbox } from '#lib/publish/outbox.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { sentenceOf } from '#lib/publish/sentences.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import { POST_COIN_SATS } from '#lib/wallet/coins.ts';
import type { AppConfig } from './config.ts';
import { deviceRows, type DeviceRow } from './device-rows.ts';
import { endDevice } from './end-device.ts';
import { keySentence } from './key-sentences.ts';
import { readAccount } from './own-account.ts';
import type { SignerLine } from './signer-line.ts';

/** A device that this one linked. */
export type DeviceView = DeviceRow & {
  /** Its link can be shown: its transaction is made, and nobody has written by its key yet. */
  readonly hasLink: boolean;
  /** Posts of its key that this device holds. */
  readonly posts: number;
  /** Why its linking or its ending waits or was refused, as a sentence; absent while all is well. */
  readonly trouble?: string;
};

/** What a link hands to this device. */
export type HandedView = {
  /** Hash160 in hex of the posting key of the device that made it. */
  readonly from: string;
  readonly number: number;
  /** Satoshis that come with it. */
  readonly sats: number;
  /** This device is that one already. */
  readonly isHere: boolean;
};

/** A device could not be linked or ended, or a link not read. The message is a sentence for the person. */
export class LinkRefusal extends Error {
  override readonly name = 'LinkRefusal';
}

/** What a person does with devices. Every method rejects with a {@link LinkRefusal} and then has changed nothing. */
export interface LinkDesk {
  /** The devices that this one linked, or that readers see linked; none on a linked device. */
  list(): Promise<readonly DeviceView[]>;
  /** What linking costs, and how much of that the other device gets, in satoshis. */
  cost(): Promise<{ readonly sats: number; readonly given: number }>;
  /** Names a new device and pays it its first coins. Answers the publication, whose link can be had once it is signed. */
  make(): Promise<string>;
  /** The address to open on the other device; `undefined` until it is signed. Whoever has it is that device. */
  link(id: string): Promise<string | undefined>;
  /** Takes the word of a device back, for good. Asked for again after a refusal, other coins pay for it. */
  end(number: number): Promise<void>;
  /** Forgets a device whose linking, publication `id`, was refused. */
  forget(id: string): Promise<void>;
  /** Reads a link's fragment. */
  read(text: string): Promise<HandedView>;
  /** Makes this device the one that it is for. */
  join(text: string): Promise<void>;
}

type Parts = {
  readonly config: AppConfig;
  readonly store: CoreStore;
  readonly signer: SignerLine;
  readonly feed: Pick<Caller<FeedContract>, 'call'>;
  readonly outbox: Outbox;
  /** Where this app is served from: `https://host`. */
  readonly origin: string;
  readonly onChange: () => void;
};

/** Coins that a device is given: enough that its first posts need not wait for one another. */
const FIRST_COINS = 4;
/** Stands for a device where only the length of its names counts. */
const SOME_DEVICE = { number: 1, key: '00'.repeat(20), to: '' } as const;

const SENTENCES: Readonly<Record<string, string>> = {
  'device-link-damaged': msg(
    'This is no whole link: a part of it is missing, or something in it was changed. Nothing happened; show the code again on the other device.',
  ),
  'device-link-newer': msg(
    'This link was made by a newer Nabo. Nothing happened; reload to get the newest, and open it again.',
  ),
  'no-number': msg('Eight devices is as many as one key can have, and those that were ended count.'),
  short: msg(
    'There are not enough coins on this device to pay for the link. Nothing happened; add coins first.',
  ),
};

function sentenceFor(code: string, detail = ''): string {
  const [, network] = /^other-network:([a-z]{1,10})$/.exec(code) ?? [];
  if (network !== undefined)
    return t('This link is for the network {network}. Nothing happened; turn to that network first.', {
      network,
    });
  const own = Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : undefined;
  return own === undefined ? keySentence(code, detail) : tell(own);
}

type Answer<Value> =
  | { readonly state: 'done'; readonly value: Value }
  | { readonly state: 'refused'; readonly code: string; readonly detail: string };

async function done<Value>(asked: Promise<Answer<Value>>): Promise<Value> {
  const answer = await asked;
  if (answer.state === 'refused') throw new LinkRefusal(sentenceFor(answer.code, answer.detail));
  return answer.value;
}

export function createLinkDesk(parts: Parts): LinkDesk {
  const { config, store, signer, feed, outbox, origin, onChange } = parts;
  const costOf = (intent: Intent): number => estimateIntent(intent, config.satsPerKilobyte).sats;

  async function rows(): Promise<readonly DeviceRow[]> {
    const account = await store.account();
    if (account?.holder === undefined || account.linked === true) return [];
    const known = await feed.call('devices', { holder: account.holder });
    return deviceRows(await store.publications(), known);
  }

  async function viewOf(row: DeviceRow): Promise<DeviceView> {
    // Readers who do not see it linked yet see it alone.
    const alone = row.key === undefined ? undefined : await feed.call('profile', { who: row.key });
    const posts = row.posts ?? alone?.posts ?? 0;
    const publication = row.id === undefined ? undefined : await store.publication(row.id);
    const isOpen = row.state === 'linking' || row.state === 'linked';
    const about = row.ending === undefined ? publication : await store.publication(row.ending);
    const trouble = row.state === 'linked' || about === undefined ? undefined : sentenceOf(about);
    return {
      ...row,
      posts,
      hasLink: isOpen && posts === 0 && publication?.tx !== undefined,
      ...(trouble !== undefined && { trouble }),
    };
  }

  /** Coins for a new device: where they are not given away, at most half of what there is. */
  async function coinsToGive(): Promise<number> {
    if (config.faucet !== undefined) return FIRST_COINS;
    const half = Math.floor((await store.balance()) / 2);
    return Math.min(FIRST_COINS, Math.floor(half / POST_COIN_SATS));
  }

  /** The number of the next device. From above, since whoever brings the words to a device counts from below. */
  async function freeNumber(): Promise<number> {
    const taken = new Set((await rows()).map(({ number }) => number));
    taken.add((await store.account())?.device ?? 0);
    for (let number = LAST_DEVICE; number > 0; number -= 1) if (!taken.has(number)) return number;
    throw new LinkRefusal(sentenceFor('no-number'));
  }

  async function cost() {
    const coins = await coinsToGive();
    const intent = { kind: 'link-device', ...SOME_DEVICE, coins, each: POST_COIN_SATS } as const;
    return { sats: costOf(intent), given: coins * POST_COIN_SATS };
  }

  return {
    list: async () => Promise.all((await rows()).map(viewOf)),
    cost,
    async make() {
      const number = await freeNumber();
      const device = await done(signer.ask((line, chain) => line.call('freshDevice', { ...chain, number })));
      const coins = await coinsToGive();
      if (config.faucet === undefined && (await store.balance()) < (await cost()).sats)
        throw new LinkRefusal(sentenceFor('short'));
      const intent = { kind: 'link-device', ...device, coins, each: POST_COIN_SATS } as const;
      const { id } = await outbox.publish(intent, [], { shown: [costOf(intent)] });
      onChange();
      return id;
    },
    async link(id) {
      const row = await store.publication(id);
      if (row?.tx === undefined) {
        const why = row?.state === 'failed' || row?.waiting !== undefined ? sentenceOf(row) : undefined;
        if (why !== undefined) throw new LinkRefusal(why);
        return undefined;
      }
      const handle = (await readAccount(store, feed))?.handle;
      const asked = { id, ...(handle !== undefined && { handle }) };
      const fragment = await done(
        signer.ask((line, chain) => line.call('deviceLink', { ...chain, ...asked })),
      );
      return `${origin}/invite#${fragment}`;
    },
    async end(number) {
      await endDevice(number, { store, outbox, satsPerKilobyte: config.satsPerKilobyte });
      onChange();
    },
    async forget(id) {
      await outbox.discard(id);
      onChange();
    },
    async read(text) {
      const read = decodeDeviceLink(text);
      if (!read.ok) throw new LinkRefusal(sentenceFor(read.issue.code));
      const { network, number, from, coins, each, payments, author, syncKey } = read.value;
      for (const key of [payments, author, syncKey]) key.fill(0);
      if (network !== config.network) throw new LinkRefusal(sentenceFor(`other-network:${network}`));
      const account = await store.account();
      const isHere = account?.linked === true && account.device === number;
      return { from, number, sats: coins * each, isHere };
    },
    async join(text) {
      const value = await done(
        signer.ask((line, chain) => line.call('joinDevice', { ...chain, link: text })),
      );
      if (value.state === 'refused') throw new LinkRefusal(sentenceFor(value.code));
      onChange();
      outbox.wake();
      void navigator.storage?.persist?.();
    },
  };
}
