import { expect, it } from 'vitest';
import { profileDetailsSchema } from '#lib/bridge/feed-views.ts';
import { queryProfileDetails } from '#lib/feed/profile-details.ts';
import { encodeHandleClaim, encodePost } from '#lib/protocols/index.ts';
import { sayings } from '#tests/support/sayings.ts';
import { writer } from '#tests/support/written.ts';

const [mira, gull] = ['mira', 'gull'].map(writer);
if (!mira || !gull) throw new Error('two writers');

it('says of a key what is proven, how it signed, and what became of its names', () => {
  const { index, say } = sayings();
  const claim = say(mira, [encodeHandleClaim('mira', mira.owner)]);
  const first = say(mira, [encodePost({ text: 'the lamp is lit', owner: mira.owner })]);
  say(gull, [encodeHandleClaim('mira', gull.owner)]);
  say(mira, [encodePost({ text: 'and the soup is on', owner: mira.owner })]);
  const details = queryProfileDetails(index, mira.key);
  expect(details).toMatchObject({
    events: [
      { kind: 'rival', of: { kind: 'handle', name: 'mira' }, other: { key: gull.key } },
      { kind: 'won', id: `won ${claim.id}`, at: claim.at },
    ],
    parcels: [],
    key: {
      counted: 2,
      proven: 2,
      signatures: { sigma: 2, aip: 0, input: 0 },
      first: { id: first.id, verdict: { state: 'proven' } },
      behind: [],
      followers: 0,
      follows: 0,
    },
  });
  expect(profileDetailsSchema.safeParse(details).data).toEqual(details);
});

it('says nothing of a key that it does not know', () => {
  const { index } = sayings();
  expect(queryProfileDetails(index, '0'.repeat(40))).toEqual({
    events: [],
    parcels: [],
    key: {
      counted: 0,
      proven: 0,
      signatures: { sigma: 0, aip: 0, input: 0 },
      behind: [],
      followers: 0,
      follows: 0,
    },
  });
});
