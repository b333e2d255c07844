import { describe, expect, it } from 'vitest';
import type { Publication, PublicationState } from '#lib/publish/publication.ts';
import {
  COINS_UNKNOWN,
  RIVAL_PATIENCE,
  transition,
  UNKNOWN_PATIENCE,
  type PublicationEvent,
} from '#lib/publish/transition.ts';
import { place, signedTx, txidOfByte } from '#tests/support/publications.ts';

const TX = signedTx(0xaa);
const OLD = signedTx(0x0d);
const { txid } = TX;
const failure = { code: 'fee-too-low', detail: 'minimum expected fee: 54' };
const rival = { code: 'conflict', detail: '466' };

const base = {
  id: 'p',
  network: 'devnet',
  createdAt: 1,
  intent: { kind: 'post', text: 'kept' },
  attempts: 1,
  revision: 7,
} as const;

const at: Readonly<Record<PublicationState, Publication>> = {
  draft: { ...base, state: 'draft', attempts: 0 },
  queued: { ...base, state: 'queued', tx: TX },
  sent: { ...base, state: 'sent', tx: TX },
  seen: { ...base, state: 'seen', tx: TX },
  'in-block': { ...base, state: 'in-block', tx: TX, place: place(5) },
  failed: { ...base, state: 'failed', tx: TX, failure },
};

const events = {
  saved: { type: 'saved', id: 'p', network: 'devnet', intent: base.intent, at: 1 },
  signed: { type: 'signed', tx: TX },
  sent: { type: 'sent', txid },
  accepted: { type: 'accepted', txid },
  pending: { type: 'pending', txid },
  rejected: { type: 'rejected', txid, failure },
  'rejected draft': { type: 'rejected', failure },
  conflict: { type: 'conflict', txid, failure: rival },
  unreachable: { type: 'unreachable', txid, failure },
  'unreachable draft': { type: 'unreachable', failure },
  seen: { type: 'seen', txid },
  'mined elsewhere': { type: 'mined', txid, place: place(6) },
  orphaned: { type: 'orphaned', txid },
  retry: { type: 'retry' },
  discarded: { type: 'discarded' },
} as const satisfies Record<string, PublicationEvent>;

/** For each state the events that it takes and where they lead. Whatever is not listed is refused. */
const table: Readonly<Record<PublicationState, Partial<Record<keyof typeof events, PublicationState>>>> = {
  draft: { signed: 'queued', 'rejected draft': 'failed', 'unreachable draft': 'draft' },
  queued: {
    sent: 'queued',
    accepted: 'sent',
    pending: 'sent',
    rejected: 'failed',
    conflict: 'sent',
    unreachable: 'queued',
    seen: 'seen',
    'mined elsewhere': 'in-block',
  },
  sent: {
    sent: 'sent',
    accepted: 'sent',
    pending: 'sent',
    rejected: 'failed',
    conflict: 'sent',
    unreachable: 'sent',
    seen: 'seen',
    'mined elsewhere': 'in-block',
  },
  seen: {
    sent: 'seen',
    accepted: 'seen',
    pending: 'seen',
    rejected: 'failed',
    conflict: 'seen',
    unreachable: 'seen',
    'mined elsewhere': 'in-block',
  },
  'in-block': { 'mined elsewhere': 'in-block', orphaned: 'sent' },
  failed: { seen: 'seen', 'mined elsewhere': 'in-block', retry: 'draft', discarded: 'failed' },
};

describe('transition', () => {
  for (const [state, publication] of Object.entries(at)) {
    for (const [name, event] of Object.entries(events)) {
      const to = table[state as PublicationState][name as keyof typeof events];
      it(`${state} + ${name} -> ${to ?? 'refused'}`, () => {
        const moved = transition(publication, event);
        if (to === undefined) {
          expect(moved).toMatchObject({ ok: false, issue: { code: 'illegal-transition' } });
          return;
        }
        if (!moved.ok) throw new Error(moved.issue.message);
        expect(moved.value).toMatchObject({
          id: 'p',
          createdAt: 1,
          intent: base.intent,
          state: to,
          revision: base.revision + 1,
        });
      });
    }
  }

  it('begins with words and nothing else', () => {
    expect(transition(undefined, events.saved)).toEqual({
      ok: true,
      value: {
        id: 'p',
        network: 'devnet',
        createdAt: 1,
        intent: base.intent,
        state: 'draft',
        attempts: 0,
        revision: 0,
      },
    });
    for (const [name, event] of Object.entries(events)) {
      if (name !== 'saved') expect(transition(undefined, event).ok).toBe(false);
    }
  });

  it('refuses a word about another transaction', () => {
    for (const type of ['sent', 'accepted', 'pending'] as const) {
      expect(transition(at.sent, { type, txid: txidOfByte(1) }).ok).toBe(false);
    }
    expect(transition(at.sent, { type: 'rejected', txid: txidOfByte(1), failure }).ok).toBe(false);
    expect(transition(at.sent, { type: 'conflict', txid: txidOfByte(1), failure: rival }).ok).toBe(false);
    expect(transition(at.sent, { type: 'unreachable', txid: txidOfByte(1), failure }).ok).toBe(false);
    expect(transition(at['in-block'], { type: 'orphaned', txid: txidOfByte(1) }).ok).toBe(false);
  });

  it('counts an attempt before anything is known of it', () => {
    expect(transition(at.queued, events.sent)).toMatchObject({ value: { attempts: 2, state: 'queued' } });
  });

  it.each([
    ['a rival', rival, RIVAL_PATIENCE],
    ['unknown coins', { code: COINS_UNKNOWN, detail: '' }, UNKNOWN_PATIENCE],
  ])('holds on through %s until it was named often enough in a row', (_name, why, patience) => {
    let publication = at.queued;
    for (let times = 1; times <= patience; times += 1) {
      const moved = transition(publication, { type: 'conflict', txid, failure: why });
      if (!moved.ok) throw new Error(moved.issue.message);
      publication = moved.value;
      expect(publication.state).toBe(times < patience ? 'sent' : 'failed');
    }
    expect(publication).toMatchObject({ failure: why, tx: TX });
  });

  it('forgets a rival when the network takes the transaction after all', () => {
    const contested = transition(at.sent, events.conflict);
    if (!contested.ok) throw new Error(contested.issue.message);
    const counted = transition(contested.value, events.sent);
    expect(counted).toMatchObject({ value: { contested: 1, waiting: rival } });
    const accepted = transition(contested.value, events.accepted);
    expect(accepted).toMatchObject({ ok: true });
    expect(accepted.ok && ('contested' in accepted.value || 'waiting' in accepted.value)).toBe(false);
  });

  it('keeps the refused transaction when it is tried again, and its words', () => {
    const retried = transition(at.failed, events.retry);
    expect(retried).toMatchObject({
      value: { state: 'draft', earlier: [TX], intent: base.intent, attempts: 0 },
    });
    expect(retried.ok && ('tx' in retried.value || 'failure' in retried.value)).toBe(false);
  });

  it('remembers that bytes have left when the same are made again', () => {
    const again: Publication = { ...at.draft, earlier: [OLD, TX] };
    const signed = transition(again, events.signed);
    expect(signed).toMatchObject({ value: { state: 'queued', tx: TX, earlier: [OLD], attempts: 1 } });
    if (!signed.ok) throw new Error(signed.issue.message);
    const refused = transition(signed.value, events.rejected);
    if (!refused.ok) throw new Error(refused.issue.message);
    expect(transition(refused.value, events.retry)).toMatchObject({ value: { earlier: [OLD, TX] } });
    expect(transition(at.draft, events.signed)).toMatchObject({ value: { attempts: 0 } });
  });

  it('gives a refused transaction its place back when it turns up', () => {
    for (const state of ['draft', 'queued', 'sent', 'seen', 'failed'] as const) {
      const { tx, ...rest } = at[state];
      const replaced: Publication = { ...rest, ...(tx === undefined ? {} : { tx }), earlier: [OLD] };
      const moved = transition(replaced, { type: 'mined', txid: OLD.txid, place: place(9) });
      expect(moved).toMatchObject({ ok: true, value: { state: 'in-block', tx: OLD, place: place(9) } });
      expect(moved.ok && moved.value.earlier).toEqual(tx === undefined ? undefined : [TX]);
    }
    const mined: Publication = { ...at['in-block'], earlier: [OLD] };
    expect(transition(mined, { type: 'mined', txid: OLD.txid, place: place(9) }).ok).toBe(false);
  });

  it('goes back to a refused one at a word, but calls it no more than sent', () => {
    const revived = { type: 'revived', txid: OLD.txid } as const;
    for (const state of ['draft', 'queued', 'sent', 'failed'] as const) {
      const moved = transition({ ...at[state], earlier: [OLD] }, revived);
      const { tx } = at[state];
      expect(moved).toMatchObject({ value: { state: 'sent', tx: OLD } });
      // It has left, so that a retry after another refusal still remembers it.
      expect(moved.ok && moved.value.attempts).toBeGreaterThan(0);
      expect(moved.ok && moved.value.earlier).toEqual(tx === undefined ? undefined : [tx]);
    }
    for (const state of ['seen', 'in-block'] as const)
      expect(transition({ ...at[state], earlier: [OLD] }, revived).ok).toBe(false);
    expect(transition({ ...at.failed, earlier: [OLD], forgotten: true }, revived).ok).toBe(false);
    expect(transition(at.failed, { ...revived, txid }).ok).toBe(false);
  });

  it('hides what is given up after it left, and shows it again when it turns up', () => {
    const hidden = transition(at.failed, events.discarded);
    expect(hidden).toMatchObject({ value: { state: 'failed', forgotten: true, tx: TX, failure } });
    if (!hidden.ok) throw new Error(hidden.issue.message);
    expect(transition(hidden.value, events.retry).ok).toBe(false);
    expect(transition(hidden.value, events.discarded).ok).toBe(false);
    const back = transition(hidden.value, events.seen);
    expect(back).toMatchObject({ value: { state: 'seen', tx: TX } });
    expect(back.ok && 'forgotten' in back.value).toBe(false);
  });

  it('hides a draft that was refused before under the last transaction it had', () => {
    const again: Publication = { ...at.draft, earlier: [OLD, TX] };
    expect(transition(again, events.discarded)).toMatchObject({
      value: { state: 'failed', forgotten: true, tx: TX, earlier: [OLD], failure: { code: 'discarded' } },
    });
  });

  it('takes the same evidence once', () => {
    expect(transition(at.seen, events.seen).ok).toBe(false);
    expect(transition(at['in-block'], { type: 'mined', txid, place: place(5) }).ok).toBe(false);
  });
});
