import { describe, expect, it } from 'vitest';
import { querySuggestions } from '#lib/feed/suggestions.ts';
import type { TimelineContext } from '#lib/feed/timeline.ts';
import { encodeLike, encodePost, encodeReply, encodeRepost } from '#lib/protocols/index.ts';
import type { KeptKind } from '#lib/store/kept-store.ts';
import { sayings } from '#tests/support/sayings.ts';
import { writer } from '#tests/support/written.ts';

const [mira, ines, gull, tomo] = [writer('mira'), writer('ines'), writer('gull'), writer('tomo')];

function street() {
  const { index, say } = sayings();
  const bread = say(mira, [encodePost({ text: 'bread', owner: mira.owner })]);
  const tide = say(ines, [encodePost({ text: 'tide', owner: ines.owner })]);
  const spam = say(tomo, [encodePost({ text: 'buy', owner: tomo.owner })]);
  for (const by of [ines, gull, tomo]) say(by, [encodeLike(bread.txid)]);
  say(gull, [encodeReply({ text: 'at last', owner: gull.owner, to: bread.id })]);
  say(gull, [encodeRepost(tide.txid)]);
  say(mira, [encodeReply({ text: 'high', owner: mira.owner, to: tide.id })]);
  say(tomo, [encodeLike(spam.txid)]);
  say(gull, [encodeLike(spam.txid)]);
  return index;
}
const readerWith = (kind: KeptKind, id: string): TimelineContext => ({
  kept: { list: (asked) => (asked === kind ? [{ kind, id, at: 1 }] : []) },
  own: [],
});
const NOBODY: TimelineContext = { kept: { list: () => [] }, own: [] };

describe('querySuggestions', () => {
  it('counts people, each once, and not those who praise themselves', () => {
    expect(querySuggestions(street(), NOBODY)).toMatchObject([
      { author: { key: mira.key }, people: 3 },
      { author: { key: ines.key }, people: 2, posts: 1 },
    ]);
  });

  it('leaves out the reader, and whom they follow, mute or block', () => {
    const index = street();
    const keysFor = (context: TimelineContext) =>
      querySuggestions(index, context).map(({ author: { key } }) => key);
    expect(keysFor({ ...NOBODY, own: [mira.key] })).toEqual([ines.key]);
    for (const kind of ['follow', 'mute', 'block'] as const)
      expect(keysFor(readerWith(kind, mira.key))).toEqual([ines.key]);
  });
});
