import { generateKeyPair } from '@libp2p/crypto/keys';
import type { PeerId } from '@libp2p/interface';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { describe, expect, it } from 'vitest';
import type { Txid } from '#lib/bytes/brand.ts';
import { PostFinder } from '#lib/p2p/find-post.ts';
import { ASK_NEXT_MS } from '#lib/p2p/limits.ts';
import type { DrawerAnswer } from '#lib/p2p/given-message.ts';
import type { Gift } from '#lib/p2p/receive.ts';
import type { Holder } from '#lib/p2p/router.ts';
import type { Shelf } from '#lib/p2p/shelf.ts';
import { ownRecord } from '#tests/support/own-record.ts';

type Answers = (begins: string, signal: AbortSignal) => Promise<DrawerAnswer>;

const WANTED = ownRecord('the post that was opened');

const gives = (...txs: readonly Uint8Array[]): DrawerAnswer => ({
  txs: txs.map((raw) => ({ raw, path: 'unknown' })),
});
const holds =
  (...txs: Uint8Array[]): Answers =>
  (begins) =>
    Promise.resolve(gives(...txs.filter((raw) => raw === WANTED.raw || begins.length < 2)));
const never: Answers = (_begins, signal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('too late'))));

const newHolder = async (): Promise<Holder> => ({
  peer: peerIdFromPrivateKey(await generateKeyPair('Ed25519')),
  addresses: [],
});

/** A finder among neighbours that answer so; the first `named` of them said to hold what is wanted. */
async function finderAmong(answers: readonly Answers[], named = 0) {
  const company = await Promise.all(answers.map(newHolder));
  const asked: { readonly at: number; readonly begins: string }[] = [];
  const gifts: Gift[] = [];
  const refused: PeerId[] = [];
  const finder = new PostFinder({
    shelf: { missing: async (txids: readonly Txid[]) => txids } as Shelf,
    holders: { knownHolders: () => company.slice(0, named), reaches: async () => true },
    connected: () => company.toReversed(),
    exchange: {
      drawer: (peer, begins, signal) => {
        const at = company.findIndex((holder) => holder.peer.equals(peer));
        asked.push({ at, begins });
        return answers[at]?.(begins, signal) ?? Promise.reject(new Error('nobody'));
      },
    },
    keep: async (gift) => {
      gifts.push(gift);
      return gift.txs.map(({ txid, raw }) => ({
        txid,
        peer: gift.peer.toString(),
        bytes: raw.length,
        ms: 1,
      }));
    },
    onRefused: (peer) => void refused.push(peer),
  });
  return {
    finder,
    asked,
    gifts,
    refused,
    company,
    find: () => finder.find(WANTED.txid, AbortSignal.timeout(5_000)),
  };
}

describe('PostFinder', () => {
  it('asks for a drawer, never for the post, and those first who said to hold it', async () => {
    const { find, asked, company } = await finderAmong([holds(WANTED.raw), holds()], 1);
    const found = await find();
    expect(found).toMatchObject({ txid: WANTED.txid, peer: company[0]?.peer.toString() });
    expect(asked).toEqual([{ at: 0, begins: WANTED.txid.slice(0, 2) }]);
  });

  it('asks a full drawer for a narrower one, and stops before the name is told', async () => {
    const full: Answers = (begins) =>
      Promise.resolve(begins.length < 4 ? { txs: [], narrower: true } : gives(WANTED.raw));
    const { find, asked } = await finderAmong([full]);
    expect((await find())?.txid).toBe(WANTED.txid);
    expect(asked.map(({ begins }) => begins)).toEqual(
      [2, 3, 4].map((digits) => WANTED.txid.slice(0, digits)),
    );

    const curious = await finderAmong([() => Promise.resolve({ txs: [], narrower: true })]);
    expect(await curious.find()).toBeUndefined();
    expect(Math.max(...curious.asked.map(({ begins }) => begins.length))).toBe(8);
  });

  it('goes on to the next neighbour when one has nothing, is gone or is slow', async () => {
    const gone: Answers = () => Promise.reject(new Error('gone'));
    const begun = performance.now();
    const { find, asked } = await finderAmong([holds(), gone, never, holds(WANTED.raw)], 4);
    expect((await find())?.txid).toBe(WANTED.txid);
    expect(asked.map(({ at }) => at)).toEqual([0, 1, 2, 3]);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(ASK_NEXT_MS - 5);
  });

  it('asks four at most, and nobody has it then', async () => {
    const { find, asked } = await finderAmong(Array.from({ length: 9 }, () => holds()));
    expect(await find()).toBeUndefined();
    expect(new Set(asked.map(({ at }) => at)).size).toBe(4);
  });

  it('ends when it is told to, though a neighbour never answers', async () => {
    const { finder } = await finderAmong([never]);
    expect(await finder.find(WANTED.txid, AbortSignal.timeout(50))).toBeUndefined();
    expect(await finder.find(WANTED.txid, AbortSignal.abort())).toBeUndefined();
  });

  it('refuses what does not belong in the drawer, and does not hand it on', async () => {
    const stray = Array.from({ length: 10 }, (_, at) => ownRecord(`stray ${at}`)).find(
      ({ txid }) => txid.slice(0, 2) !== WANTED.txid.slice(0, 2),
    );
    const liar: Answers = () => Promise.resolve(gives(stray?.raw ?? new Uint8Array(0)));
    const { find, gifts, refused, company } = await finderAmong([liar]);
    expect(await find()).toBeUndefined();
    expect(gifts.flatMap(({ txs }) => txs)).toEqual([]);
    expect(refused).toEqual([company[0]?.peer]);
  });
});
