import fc from 'fast-check';
import { expect, test } from 'vitest';
import { namedPlace } from '#components/shell/named-place.ts';

const TXID = 'ab'.repeat(32);

test.for([
  [TXID, { screen: 'post', id: TXID }],
  [`${TXID}_1`, { screen: 'post', id: `${TXID}_1` }],
  [`${TXID}i0`, { screen: 'post', id: `${TXID}_0` }],
  ['Mira.bitter', { screen: 'profile', who: 'mira.bitter' }],
  ['web+bitter:mira.bitter', { screen: 'profile', who: 'mira.bitter' }],
  ['web+bitmap://840000.bitmap/', { screen: 'district', height: 840_000 }],
  ['840000', { screen: 'district', height: 840_000 }],
  ['007.bitmap', undefined],
  ['javascript:alert(1)', undefined],
  ['', undefined],
] as const)('%s', ([words, place]) => expect(namedPlace(words)).toEqual(place));

test('nothing that is typed throws', () => {
  fc.assert(fc.property(fc.string(), (words) => void namedPlace(words)));
});
