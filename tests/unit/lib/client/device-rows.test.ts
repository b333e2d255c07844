import { describe, expect, it } from 'vitest';
import { deviceRows } from '#lib/client/device-rows.ts';
import type { Intent, Publication, PublicationState } from '#lib/publish/publication.ts';

const KEY = 'ab'.repeat(20);

const row = (id: string, intent: Intent, state: PublicationState): Publication => ({
  id,
  network: 'devnet',
  createdAt: 5,
  intent,
  state,
  attempts: 0,
  revision: 1,
});
const linking = (number: number, state: PublicationState = 'sent'): Publication =>
  row(`link ${number}`, { kind: 'link-device', number, key: KEY, to: 'x', coins: 4, each: 5_000 }, state);
const ending = (number: number, state: PublicationState = 'sent'): Publication =>
  row(`end ${number}`, { kind: 'end-device', number }, state);

const statesOf = (...[publications, known]: Parameters<typeof deviceRows>) =>
  deviceRows(publications, known).map(({ number, state }) => [number, state]);

describe('deviceRows', () => {
  it('goes by what is on its way until the chain says so', () => {
    expect(statesOf([linking(7)], [])).toEqual([[7, 'linking']]);
    expect(statesOf([linking(7, 'in-block')], [{ number: 7, key: KEY }])).toEqual([[7, 'linked']]);
    expect(statesOf([linking(7), ending(7)], [])).toEqual([[7, 'ending']]);
    expect(statesOf([linking(7), ending(7)], [{ number: 7, key: KEY }])).toEqual([[7, 'ending']]);
    expect(statesOf([linking(7), ending(7, 'in-block')], [{ number: 7 }])).toEqual([[7, 'ended']]);
  });

  it('says whether a block could have it yet', () => {
    const keptBack = (publications: readonly Publication[]) => deviceRows(publications, [])[0]?.isKeptBack;
    for (const state of ['draft', 'queued'] as const) {
      expect(keptBack([linking(7, state)])).toBe(true);
      expect(keptBack([linking(7), ending(7, state)])).toBe(true);
    }
    for (const state of ['sent', 'seen', 'in-block'] as const) {
      expect(keptBack([linking(7, state)])).toBeUndefined();
      expect(keptBack([linking(7, 'draft'), ending(7, state)])).toBeUndefined();
    }
    expect(deviceRows([linking(7, 'queued')], [{ number: 7, key: KEY }])[0]).not.toHaveProperty('isKeptBack');
    expect(deviceRows([linking(7), ending(7, 'queued')], [{ number: 7 }])[0]).not.toHaveProperty(
      'isKeptBack',
    );
  });

  it('says of a refusal what it left: nothing linked, nothing ended', () => {
    expect(statesOf([linking(7, 'failed')], [])).toEqual([[7, 'failed']]);
    const [refused] = deviceRows([linking(7), ending(7, 'failed')], [{ number: 7, key: KEY }]);
    expect(refused).toMatchObject({ state: 'not-ended', ending: 'end 7' });
    expect(statesOf([linking(7, 'failed'), ending(7, 'failed')], [])).toEqual([[7, 'failed']]);
  });

  it('forgets a refusal once it was said anew, or stands on the chain', () => {
    const anew = { ...ending(7), id: 'anew' };
    for (const order of [
      [ending(7, 'failed'), anew],
      [anew, ending(7, 'failed')],
    ])
      expect(deviceRows([linking(7), ...order], [{ number: 7, key: KEY }])).toMatchObject([
        { state: 'ending', ending: 'anew' },
      ]);
    expect(statesOf([linking(7), ending(7, 'failed')], [{ number: 7 }])).toEqual([[7, 'ended']]);
  });

  it('knows devices that another one linked, the latest number first', () => {
    const rows = deviceRows([linking(5)], [{ number: 6, key: KEY, posts: 3 }, { number: 7 }]);
    expect(rows).toEqual([
      { number: 7, state: 'ended' },
      { number: 6, key: KEY, posts: 3, state: 'linked' },
      { number: 5, key: KEY, state: 'linking', id: 'link 5', madeAt: 5 },
    ]);
  });
});
