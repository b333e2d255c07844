import { describe, expect, it } from 'vitest';
import type { BroadcastReply } from '#lib/broadcast/reply.ts';
import type { Publication } from '#lib/publish/publication.ts';
import { sentenceOf } from '#lib/publish/sentences.ts';
import { eventOf, lacksParents } from '#lib/publish/verdicts.ts';
import { txidOfByte } from '#tests/support/publications.ts';

const txid = txidOfByte(1);
const reply = (state: BroadcastReply['state'], code: string, detail?: string): BroadcastReply => ({
  txid,
  state,
  broadcaster: 'arc',
  code,
  ...(detail === undefined ? {} : { detail }),
});

describe('what a reply means', () => {
  it.each([
    ['accepted', 'SEEN_ON_NETWORK', 'accepted'],
    ['accepted', 'SEEN_MULTIPLE_NODES', 'accepted'],
    // Mined, by a broadcaster's word: a proof is another matter.
    ['accepted', 'MINED', 'accepted'],
    ['accepted', 'ACCEPTED_BY_NETWORK', 'accepted'],
    ['pending', 'RECEIVED', 'pending'],
    ['pending', 'unreachable', 'unreachable'],
    ['pending', 'timeout', 'unreachable'],
    ['pending', '460', 'conflict'],
    ['pending', 'SEEN_IN_ORPHAN_MEMPOOL', 'conflict'],
    ['conflict', '466', 'conflict'],
    ['conflict', 'DOUBLE_SPEND_ATTEMPTED', 'conflict'],
    ['rejected', '465', 'rejected'],
    ['rejected', 'REJECTED', 'rejected'],
  ] as const)('%s %s is the event %s', (state, code, type) => {
    expect(eventOf(reply(state, code))).toMatchObject({ type, txid });
  });

  it.each([
    ['461', 'script-refused'],
    ['462', 'inputs-refused'],
    ['463', 'malformed'],
    ['464', 'outputs-refused'],
    ['465', 'fee-too-low'],
    ['471', 'coins-frozen'],
    ['473', 'fee-too-low'],
    ['474', 'too-large'],
    ['476', 'not-final'],
    ['REJECTED', 'rejected'],
    ['__proto__', 'rejected'],
  ])('%s becomes %s, with the words of whoever said it', (code, ours) => {
    expect(eventOf(reply('rejected', code, 'their words'))).toMatchObject({
      failure: { code: ours, detail: 'their words', broadcaster: 'arc' },
    });
  });

  it('names what could be helped by sending parents first', () => {
    const lacking = [
      reply('pending', '460'),
      reply('pending', 'SEEN_IN_ORPHAN_MEMPOOL'),
      reply('rejected', '462'),
    ];
    expect(lacking.every(lacksParents)).toBe(true);
    expect([reply('rejected', '465'), reply('pending', 'RECEIVED')].some(lacksParents)).toBe(false);
  });
});

describe('what a person reads', () => {
  const publication = (more: Partial<Publication>): Publication => ({
    id: 'p',
    network: 'devnet',
    createdAt: 1,
    intent: { kind: 'post', text: 'x' },
    state: 'sent',
    attempts: 1,
    revision: 1,
    ...more,
  });
  const failed = (code: string): string | undefined =>
    sentenceOf(publication({ state: 'failed', failure: { code, detail: '' } }));
  const waiting = (code: string): string | undefined =>
    sentenceOf(publication({ waiting: { code, detail: '' } }));

  it.each([
    'insufficient-funds',
    'fee-too-low',
    'script-refused',
    'inputs-refused',
    'outputs-refused',
    'coins-frozen',
    'coins-unknown',
    'conflict',
    'malformed',
    'too-large',
    'not-final',
    'rejected',
    'parent-refused',
    'invalid-intent',
    'fee-rate',
    'self-check',
    'not-a-draft',
    'a-code-of-next-year',
    'constructor',
  ])('a failure by %s keeps the words and leaves a way on', (code) => {
    expect(failed(code)).toMatch(/words are kept/i);
    expect(failed(code)).toMatch(/try again|change them|report|add coins/);
  });

  it('speaks of no words where a device is linked or ended, and says how other coins pay for it', () => {
    const failure = { code: 'conflict', detail: '' };
    const ending = publication({ intent: { kind: 'end-device', number: 7 }, state: 'failed', failure });
    expect(sentenceOf(ending)).toMatch(/once more under Account/);
    expect(sentenceOf(ending)).not.toMatch(/words/);
  });

  it.each(['fee-too-low', 'insufficient-funds', 'rejected', 'malformed', 'script-refused'])(
    'says of a device that nothing has changed, and not that its words are kept: %s',
    (code) => {
      const intent = { kind: 'end-device', number: 7 } as const;
      const said = sentenceOf(publication({ intent, state: 'failed', failure: { code, detail: '' } }));
      expect(said).toMatch(/Nothing has changed/);
      expect(said).not.toMatch(/words/);
    },
  );

  it.each([
    'unreachable',
    'timeout',
    'conflict',
    'coins-unknown',
    'faucet-unreachable',
    'faucet-empty',
    'unsettled',
    'signer-unavailable',
    'coins-busy',
    'a-code-of-next-year',
  ])('waiting for %s says that nothing is lost', (code) => {
    expect(waiting(code)).toMatch(/saved|keep asking/);
  });

  it('says nothing while all is well', () => {
    for (const state of ['draft', 'queued', 'sent', 'seen', 'in-block'] as const) {
      expect(sentenceOf(publication({ state }))).toBeUndefined();
    }
    const proven = publication({ state: 'in-block', waiting: { code: 'conflict', detail: '' } });
    expect(sentenceOf(proven)).toBeUndefined();
  });
});
