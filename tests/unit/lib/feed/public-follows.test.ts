import { describe, expect, it } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import { followsSchema } from '#lib/bridge/feed-views.ts';
import { queryActivity } from '#lib/feed/activity.ts';
import { queryFollows } from '#lib/feed/public-follows.ts';
import { followedKeys, type TimelineContext } from '#lib/feed/timeline.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';
import { encodeFollow, encodeIdentity, encodePost, encodeUnfollow } from '#lib/protocols/index.ts';
import type { KeptRow } from '#lib/store/kept-store.ts';
import { sayings } from '#tests/support/sayings.ts';
import { writer, type Writer } from '#tests/support/written.ts';

const [fen, mira, tomo, gull] = [writer('fen'), writer('mira'), writer('tomo'), writer('gull')];
const addressOf = ({ owner }: Writer): string => encodeAddress(owner, 0x6f);
const rootOf = (who: Writer): string => bapIdOf(addressOf(who));
const followRoot = (who: Writer) => encodeFollow(rootOf(who), undefined, addressOf(who));

const readerOf = (...follows: readonly Writer[]): TimelineContext => {
  const rows = follows.map(({ key }, at): KeptRow => ({ kind: 'follow', id: key, at }));
  return { kept: { list: (kind) => (kind === 'follow' ? rows : []) }, own: [fen.key] };
};

/** Mira has an identity on the chain; Tomo and Gull have none. */
function street() {
  const { index, say } = sayings();
  for (const who of [mira, tomo, gull]) say(who, [encodePost({ text: 'good morning', owner: who.owner })]);
  say(mira, [encodeIdentity(rootOf(mira), addressOf(mira))]);
  const ask = (...follows: readonly Writer[]) =>
    followsSchema.parse([...queryFollows(index, readerOf(...follows))]);
  return { index, say, ask };
}

describe('queryFollows', () => {
  it('says who is followed in private, and whom a record would name', () => {
    const { ask } = street();
    expect(ask(mira, tomo)).toMatchObject([
      { author: { key: mira.key }, name: { bapId: rootOf(mira) }, said: [] },
      { author: { key: tomo.key }, name: { key: tomo.key }, said: [] },
    ]);
    expect(ask()).toEqual([]);
  });

  it('finds own records by identity and by key, until they are taken back', () => {
    const { index, say, ask } = street();
    say(fen, [encodeFollow(rootOf(mira))]);
    say(fen, [followRoot(tomo)]);
    expect(ask(tomo, gull)).toMatchObject([
      { author: { key: mira.key }, said: [{ of: { bapId: rootOf(mira) }, mined: true }] },
      { author: { key: tomo.key }, said: [{ of: { key: tomo.key }, mined: true }] },
      { author: { key: gull.key }, said: [] },
    ]);
    expect(followedKeys(index, readerOf()).toSorted()).toEqual([mira.key, tomo.key].toSorted());
    say(fen, [encodeUnfollow(rootOf(tomo))]);
    expect(ask(tomo)).toMatchObject([{ author: { key: mira.key } }, { author: { key: tomo.key }, said: [] }]);
  });

  it('goes over to the identity once the key that was named writes one', () => {
    const { say, ask } = street();
    say(fen, [followRoot(tomo)]);
    say(tomo, [encodeIdentity(rootOf(tomo), addressOf(tomo))]);
    expect(ask()).toMatchObject([
      { author: { key: tomo.key }, name: { bapId: rootOf(tomo) }, said: [{ of: { key: tomo.key } }] },
    ]);
  });

  it('believes no address that is not the root of the identity', () => {
    const { index, say, ask } = street();
    const lie = encodeFollow('an-older-id');
    say(fen, [lie]);
    expect(ask()).toMatchObject([{ author: { signature: 'none' }, name: { bapId: 'an-older-id' } }]);
    expect(followedKeys(index, readerOf())).toEqual([]);
    expect(() => encodeFollow(rootOf(mira), undefined, addressOf(gull))).toThrow(RangeError);
  });
});

it('whoever is followed as a key hears of it, with an address beside the id and without', () => {
  for (const follow of [followRoot(tomo), encodeFollow(rootOf(tomo))]) {
    const { index, say } = street();
    say(gull, [follow]);
    expect(queryActivity(index, [tomo.key])).toMatchObject([
      { kind: 'follow', count: 1, by: [{ key: gull.key }] },
    ]);
  }
});
