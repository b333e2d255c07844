import { describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { inviteState, type InviteState, type Spender } from '#lib/client/invite-view.ts';
import type { Publication, PublicationState } from '#lib/publish/publication.ts';

const ours = asTxid('11'.repeat(32));
const theirs = asTxid('22'.repeat(32));
const tx = (txid: typeof ours) => ({
  txid,
  raw: new Uint8Array(0),
  ef: new Uint8Array(0),
  inputs: [],
  feeSats: 1,
});

const back = (state: PublicationState, code?: string): Pick<Publication, 'state' | 'tx' | 'failure'> => ({
  state,
  tx: tx(ours),
  ...(code !== undefined && { failure: { code, detail: '' } }),
});

describe('how an own invite stands', () => {
  const made = { state: 'in-block', tx: tx(asTxid('33'.repeat(32))) } as const;
  it.each<
    [string, Pick<Publication, 'state' | 'tx'>, ReturnType<typeof back> | undefined, Spender, InviteState]
  >([
    ['not signed', { state: 'draft' }, undefined, undefined, 'making'],
    ['signed and not sent', { ...made, state: 'queued' }, undefined, undefined, 'making'],
    ['refused', { ...made, state: 'failed' }, undefined, {}, 'failed'],
    ['sent, with its coin there', { ...made, state: 'sent' }, undefined, {}, 'unused'],
    ['nobody could be asked', made, undefined, undefined, 'unchecked'],
    ['a source shows another spend', made, undefined, { txid: theirs }, 'opened'],
    ['on its way back', made, back('sent'), {}, 'taking-back'],
    ['on its way back, shown by a source', made, back('sent'), { txid: ours }, 'taking-back'],
    ['on its way back, beaten', made, back('sent'), { txid: theirs }, 'opened'],
    ['back', made, back('seen'), undefined, 'reclaimed'],
    ['back in a block, whatever a source says', made, back('in-block'), { txid: theirs }, 'reclaimed'],
    ['beaten, as the network says', made, back('failed', 'conflict'), {}, 'opened'],
    ['not taken back for another reason', made, back('failed', 'fee-too-low'), {}, 'unused'],
  ])('%s', (_what, funding, taking, spender, state) => {
    expect(inviteState(funding, taking, spender)).toBe(state);
  });
});
