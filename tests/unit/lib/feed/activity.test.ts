import { describe, expect, it } from 'vitest';
import { queryActivity } from '#lib/feed/activity.ts';
import {
  encodeHandleClaim,
  encodeLike,
  encodePost,
  encodeReply,
  encodeRepost,
} from '#lib/protocols/index.ts';
import { sayings } from '#tests/support/sayings.ts';
import { writer } from '#tests/support/written.ts';

const [mira, ines, gull] = ['mira', 'ines', 'gull'].map(writer);
if (!mira || !ines || !gull) throw new Error('three writers');

const { index, say } = sayings();
const claim = say(mira, [encodeHandleClaim('mira', mira.owner)]);
const lamp = say(mira, [encodePost({ text: 'the lamp is lit', owner: mira.owner })]);
const answer = say(ines, [encodeReply({ text: 'I saw it', owner: ines.owner, to: lamp.id })]);
say(mira, [encodeReply({ text: 'good', owner: mira.owner, to: lamp.id })]);
const naming = say(gull, [encodePost({ text: 'ask @mira about bread', owner: gull.owner })]);
say(gull, [encodePost({ text: 'nothing of hers', owner: gull.owner })]);
say(ines, [encodeLike(lamp.txid)]);
const like = say(gull, [encodeLike(lamp.txid)]);
say(mira, [encodeLike(lamp.txid)]);
const repost = say(ines, [encodeRepost(lamp.txid)]);

describe('queryActivity', () => {
  it('finds answers, mentions, likes and reposts by others, newest first', () => {
    const activity = queryActivity(index, [mira.key]);
    expect(activity.map(({ kind, at }) => [kind, at])).toEqual([
      ['repost', repost.at],
      ['like', like.at],
      ['mention', naming.at],
      ['reply', answer.at],
      ['title', claim.at],
    ]);
    expect(activity[1]).toMatchObject({
      kind: 'like',
      count: 2,
      by: [{ key: gull.key }, { key: ines.key }],
      to: { id: lamp.id, excerpt: 'the lamp is lit' },
    });
    expect(activity[3]).toMatchObject({ post: { id: answer.id } });
  });

  it('says which claim counted, which came too late, and who claimed the same, together', () => {
    const { index: names, say: put } = sayings();
    const first = put(mira, [encodeHandleClaim('mira', mira.owner)]);
    const late = put(ines, [encodeHandleClaim('mira', ines.owner)]);
    const rival = put(gull, [encodeHandleClaim('mira', gull.owner)]);
    const own = put(mira, [encodeHandleClaim('mira', mira.owner)]);
    const of = { kind: 'handle', name: 'mira' };
    expect(queryActivity(names, [mira.key])).toMatchObject([
      { kind: 'title', at: own.at, event: { kind: 'late', of, other: { key: mira.key } }, count: 0 },
      {
        kind: 'title',
        id: 'rival mira',
        at: rival.at,
        event: { kind: 'rival', of },
        by: [{ key: gull.key }, { key: ines.key }],
        count: 2,
      },
      { kind: 'title', at: first.at, event: { kind: 'won', of }, count: 0 },
    ]);
    expect(queryActivity(names, [ines.key])).toMatchObject([
      { kind: 'title', at: late.at, event: { kind: 'late', of, other: { key: mira.key } } },
    ]);
  });

  it('finds nothing for whoever wrote nothing', () => {
    expect(queryActivity(index, [])).toEqual([]);
    expect(queryActivity(index, ['0'.repeat(40)])).toEqual([]);
  });
});
