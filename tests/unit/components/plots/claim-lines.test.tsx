import { describe, expect, test } from 'vitest';
import { checkLines, outcomeLines } from '#components/plots/claim-lines.tsx';
import type { PublicationView } from '#lib/client/client.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';

const client = createFakeClient();
const inBlock = (txid: string): PublicationView['publication'] =>
  ({ state: 'in-block', txid }) as PublicationView['publication'];

describe('a claim', () => {
  test('is checked rule by rule before it costs anything', async () => {
    const lines = checkLines(await client.district(9));
    expect(lines.map(({ key, tone }) => [key, tone])).toEqual([
      ['says', 'yes'],
      ['exists', 'yes'],
      ['free', 'yes'],
      ['race', 'plain'],
    ]);
    const ahead = checkLines(await client.district(99_999));
    // Neither that the block is there nor that it is free can be said of blocks that nobody read here.
    expect(ahead.map(({ tone }) => tone)).toEqual(['yes', 'wait', 'wait', 'plain']);
  });

  test('that was first is told so', async () => {
    const district = await client.district(1204);
    const first = district.claim.first?.id.slice(0, 64) ?? '';
    expect(outcomeLines(district, inBlock(first))).toMatchObject([{ key: 'won', claim: 'You were first' }]);
  });

  test('that came second is told plainly, with the winner', async () => {
    const district = await client.district(1204);
    const [line] = outcomeLines(district, inBlock('ab'.repeat(32)));
    expect(line?.claim).toBe('Somebody was faster');
    expect(outcomeLines(district, { ...inBlock('ab'.repeat(32)), state: 'seen' })).toEqual([]);
  });
});
