import { expect, it } from 'vitest';
import { profileDetailsSchema } from '#lib/bridge/feed-views.ts';
import { queryProfileDetails } from '#lib/feed/profile-details.ts';
import { encodeAddress } from '#lib/bytes/address.ts';
import { writerOf } from '#lib/feed/queries.ts';
import { queryThread } from '#lib/feed/thread.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';
import { encodeHandleClaim, encodeIdentity, encodePost } from '#lib/protocols/index.ts';
import { sayings } from '#tests/support/sayings.ts';
import { writer, type Writer } from '#tests/support/written.ts';

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
      beside: [],
      followers: 0,
      follows: 0,
    },
  });
  expect(profileDetailsSchema.safeParse(details).data).toEqual(details);
});

it('names the other keys that speak for the same holder, as devices of theirs do, while they do', () => {
  const { index, say } = sayings();
  const [desk, phone] = ['desk', 'phone'].map(writer);
  if (!desk || !phone) throw new Error('two devices');
  const addressOf = ({ owner }: Writer): string => encodeAddress(owner, 0x6f);
  const name = (number: number, address: string): void =>
    void say(mira, [encodeIdentity(bapIdOf(addressOf(mira), number), address)]);
  say(mira, [encodeHandleClaim('mira', mira.owner)]);
  name(0, addressOf(desk));
  name(1, addressOf(phone));
  const beside = (key: string) => queryProfileDetails(index, key).key.beside.map(({ key: other }) => other);
  expect(beside(desk.key)).toEqual([phone.key]);
  expect(beside(phone.key)).toEqual([desk.key]);
  // Both write under the name; its page is that of the first who did.
  const under = (by: Writer, text: string): string =>
    say(by, [encodePost({ text, owner: by.owner, handle: 'mira' })]).id;
  const [onPhone, onDesk] = [under(phone, 'from the tram'), under(desk, 'from the desk')];
  const standing = (id: string) => queryThread(index, id)?.post?.author.standing;
  expect([standing(onPhone), standing(onDesk)]).toEqual(['verified', 'verified']);
  expect(writerOf(index, 'mira')).toBe(desk.key);
  // The phone is lost: its word ends, and nobody else's.
  name(1, '0');
  expect(beside(desk.key)).toEqual([]);
  const late = under(phone, 'from a thief');
  expect(standing(late)).not.toBe('verified');
  expect(standing(under(desk, 'still me'))).toBe('verified');
  expect(standing(onPhone)).toBe('verified');
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
      beside: [],
      followers: 0,
      follows: 0,
    },
  });
});
