import { describe, expect, it } from 'vitest';
import { asTxid, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { Districts } from '#lib/ledger/districts.ts';
import { Handles } from '#lib/ledger/handles.ts';
import { Ordinals } from '#lib/ledger/ordinals.ts';
import type { Position } from '#lib/ledger/position.ts';

const txidAt = (seed: number): Txid => asTxid(seed.toString(16).padStart(64, '0'));
const out = (seed: number): Outpoint => toOutpoint(txidAt(seed), 0);
const at = (height: number, index = 0): Position => ({ height, index, vout: 0 });

function book() {
  const ordinals = new Ordinals();
  const handles = new Handles(ordinals);
  const claim = (seed: number, holder: string, position: Position, name = 'ann'): void =>
    handles.put({ name, id: out(seed), holder, position });
  const spend = (seed: number, from: Outpoint, to: string, sats = 1, position = at(20 + seed)): void =>
    ordinals.put({
      txid: txidAt(seed),
      position,
      inputs: [from],
      outputs: [{ sats, owner: to }],
      carries: sats === 1,
    });
  const told = (key: string) =>
    handles
      .titlesOf(key)
      .map(({ name, events }) => [name, ...events.map(({ kind, with: who }) => [kind, who])]);
  return { ordinals, handles, claim, spend, told };
}

describe('what became of a name', () => {
  it('is told to everybody who ever had it, each their own part', () => {
    const { claim, spend, told } = book();
    claim(1, 'aa', at(10));
    spend(2, out(1), 'bb');
    spend(3, out(2), 'aa');
    expect(told('aa')).toEqual([['ann', ['won', ''], ['handed-on', 'bb'], ['received', 'bb']]]);
    expect(told('bb')).toEqual([['ann', ['received', 'aa'], ['handed-on', 'aa']]]);
    expect(told('cc')).toEqual([]);
  });

  it('is no news where it only moved to another coin of the same key', () => {
    const { claim, spend, told } = book();
    claim(1, 'aa', at(10));
    spend(2, out(1), 'aa');
    expect(told('aa')).toEqual([['ann', ['won', '']]]);
  });

  it('names rivals to whoever held it in their block, and to nobody else', () => {
    const { claim, spend, told } = book();
    claim(1, 'aa', at(10));
    claim(7, 'cc', at(15));
    spend(2, out(1), 'bb');
    claim(8, 'dd', at(30));
    expect(told('aa')).toEqual([['ann', ['won', ''], ['rival', 'cc'], ['handed-on', 'bb']]]);
    expect(told('bb')).toEqual([['ann', ['received', 'aa'], ['rival', 'dd']]]);
    expect(told('cc')).toEqual([['ann', ['late', 'aa']]]);
  });

  it('ends with the transaction that ended it', () => {
    const { handles, claim, spend, told } = book();
    claim(1, 'aa', at(10));
    spend(2, out(1), 'bb', 5);
    expect(told('aa')).toEqual([['ann', ['won', ''], ['ended', '']]]);
    expect(handles.titlesOf('aa')[0]?.events[1]).toMatchObject({ by: txidAt(2), why: 'merged' });
    expect(told('bb')).toEqual([]);
  });

  it('waits for a block, and says who was first then', () => {
    const { claim, told } = book();
    claim(1, 'aa', at(Infinity, 1));
    expect(told('aa')).toEqual([['ann', ['waiting', '']]]);
    claim(2, 'bb', at(11));
    expect(told('aa')).toEqual([['ann', ['waiting', 'bb']]]);
    claim(1, 'aa', at(10));
    expect([told('aa'), told('bb')]).toEqual([
      [['ann', ['won', ''], ['rival', 'bb']]],
      [['ann', ['late', 'aa']]],
    ]);
  });

  it('is taken back with the block that it was in', () => {
    const { ordinals, claim, spend, told } = book();
    claim(1, 'aa', at(10));
    spend(2, out(1), 'bb');
    ordinals.move(txidAt(2), at(Infinity, 2));
    expect([told('aa'), told('bb')]).toEqual([[['ann', ['won', '']]], []]);
    expect([[...ordinals.passedThrough('aa')], [...ordinals.passedThrough('bb')]]).toEqual([[out(1)], []]);
  });
});

it('a claim of a district whose block was not there yet is no claim', () => {
  const districts = new Districts();
  districts.put({ name: 500, id: out(1), holder: 'aa', position: at(400) });
  districts.put({ name: 500, id: out(2), holder: 'bb', position: at(600) });
  const kinds = (key: string) =>
    districts.titlesOf(key).flatMap(({ events }) => events.map(({ kind, with: who }) => [kind, who]));
  expect([kinds('aa'), kinds('bb')]).toEqual([[['late', 'bb']], [['won', '']]]);
});
