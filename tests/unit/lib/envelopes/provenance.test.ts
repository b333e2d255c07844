import { describe, expect, it } from 'vitest';
import { asTxid, toOutpoint, type Outpoint, type Sats } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeOutpoint, encodeTx, parseTx, type Tx } from '#lib/chain/tx.ts';
import {
  encodeEnvelope,
  encodeInscriptionId,
  judgeParents,
  readInscriptions,
  readOnesatParent,
  satPlace,
} from '#lib/envelopes/index.ts';
import { assemble } from '#tests/support/assemble.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';

const PREVIOUS = asTxid('77'.repeat(32));
const CONTROL_BLOCK = new Uint8Array(33);

/** A transaction with a tapscript for each input, which spend outputs 0, 1, 2 … of one transaction. */
function reveal(payloads: readonly (readonly string[])[], amounts: readonly number[] = [546]): Tx {
  const envelope = (payload: string) => assemble(`OP_FALSE OP_IF 'ord' ${payload} OP_ENDIF`);
  const raw = encodeTx({
    version: 2,
    inputs: payloads.map((list, prevVout) => ({
      prevTxid: PREVIOUS,
      prevVout,
      script: new Uint8Array(0),
      sequence: 0,
      witness: [concatBytes(list.map(envelope)), CONTROL_BLOCK],
    })),
    outputs: amounts.map((sats) => ({ sats: sats as Sats, script: new Uint8Array(1) })),
    lockTime: 0,
  });
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  return tx.value;
}

const inscriptionsOf = (tx: Tx) => readInscriptions(tx.bytes, 'btc');

/** Where the inscriptions of a transaction come to lie, as `vout:offset`. */
const placesOf = (tx: Tx, inputSats: readonly (number | undefined)[]) =>
  inscriptionsOf(tx).map((inscription) => {
    const place = satPlace(tx, inscription, inputSats);
    return place.kind === 'output' ? `${place.vout}:${place.offset}` : place.kind;
  });

describe('satPlace', () => {
  it('is the first satoshi of the input, without a pointer', () => {
    const tx = reveal([['', ''], [''], ['']], [600, 0, 1_000]);
    expect(placesOf(tx, [500, 700, 900])).toEqual(['0:0', '0:0', '0:500', '2:600']);
    expect(placesOf(tx, [1_000, 600, 900])).toEqual(['0:0', '0:0', '2:400', 'fee']);
  });

  it('is where the pointer says, when that is among the outputs', () => {
    const tx = reveal([['<02> <>', '<02> OP_10', '<02> <5702>', '<02> <5802>', '<02> <4006>']], [600, 1_000]);
    expect(placesOf(tx, [5_000])).toEqual(['0:0', '0:10', '0:599', '1:0', '0:0']);
  });

  it('is that of the input when the pointer is malformed', () => {
    const tx = reveal([[''], ['<02> <010000000000000001>']]);
    expect(placesOf(tx, [100, 600])).toEqual(['0:0', '0:100']);
  });

  it('is nowhere for an input of no value and for an even tag that nobody knows', () => {
    const tx = reveal([['<42> <01>', ''], ['']]);
    expect(placesOf(tx, [0, 600])).toEqual(['unbound', 'unbound', '0:0']);
    expect(placesOf(tx, [300, 600])).toEqual(['unbound', '0:0', '0:300']);
  });

  it('is not known without the amounts that it depends on', () => {
    const tx = reveal([[''], ['', '<02> <01>']]);
    expect(placesOf(tx, [])).toEqual(['unknown', 'unknown', 'unknown']);
    expect(placesOf(tx, [undefined, 600])).toEqual(['unknown', 'unknown', '0:1']);
    expect(placesOf(tx, [100])).toEqual(['0:0', 'unknown', 'unknown']);
  });
});

describe('judgeParents', () => {
  const PARENT = `${'ab'.repeat(32)}i0`;
  const OTHER = `${'cd'.repeat(32)}i3`;
  const field = (id: string) => `<03> <${toHex(encodeInscriptionId(id))}>`;
  const judge = (tx: Tx, places: Record<string, Outpoint> = {}) =>
    judgeParents(tx, inscriptionsOf(tx), (id) => places[id]).map((claims) =>
      claims.map(({ standing }) => standing),
    );

  it('says of one transaction alone only what it reveals itself', () => {
    const tx = reveal([[`${field(PARENT)} ${field(OTHER)}`], ['']]);
    expect(judge(tx)).toEqual([['unknown', 'unknown'], []]);
    const { txid } = inscriptionsOf(tx)[0] ?? {};
    // Such a claim cannot be made under a taproot output, whose script would have to hold the hash of what spends it. ord
    // reads witnesses of other outputs too, where nothing commits to it.
    const sibling = reveal([[`${field(`${txid}i1`)} ${field(`${txid}i2`)} ${field(PARENT)}`], ['']]);
    expect(judge(sibling)).toEqual([['revealed', 'unknown', 'unknown'], []]);
  });

  it('takes a parent that lay on a spent output, and refuses one that lay elsewhere', () => {
    const tx = reveal([[`${field(PARENT)} ${field(OTHER)} ${field(PARENT)}`], ['']]);
    const spent = toOutpoint(PREVIOUS, 1);
    expect(judge(tx, { [PARENT]: spent, [OTHER]: toOutpoint(PREVIOUS, 2) })).toEqual([
      ['spent', 'refused'],
      [],
    ]);
  });

  it('follows a parent that has not moved since it was inscribed', () => {
    const parent = reveal([['']], [330, 546]);
    const [inscription] = inscriptionsOf(parent);
    if (inscription === undefined) throw new Error('nothing found');
    const place = satPlace(parent, inscription, [10_000]);
    expect(place).toEqual({ kind: 'output', vout: 0, offset: 0n });
    const raw = encodeTx({
      version: 2,
      inputs: [
        {
          prevTxid: inscription.txid,
          prevVout: 0,
          script: new Uint8Array(0),
          sequence: 0,
          witness: [assemble(`OP_FALSE OP_IF 'ord' ${field(inscription.id)} OP_ENDIF`), CONTROL_BLOCK],
        },
      ],
      outputs: [{ sats: 330 as Sats, script: new Uint8Array(1) }],
      lockTime: 0,
    });
    const child = parseTx(raw);
    if (!child.ok) throw new Error(child.issue.message);
    const whereIs = (id: string) => (id === inscription.id ? toOutpoint(inscription.txid, 0) : undefined);
    expect(judgeParents(child.value, inscriptionsOf(child.value), whereIs)).toEqual([
      [{ id: inscription.id, standing: 'spent' }],
    ]);
  });
});

describe('readOnesatParent', () => {
  const parentOf = (script: Uint8Array) => {
    const [found] = readInscriptions(txWithOutputs({ script }), 'bsv');
    return found && readOnesatParent(found);
  };

  it('reads back what is written', () => {
    const parent = encodeOutpoint(PREVIOUS, 258);
    const body = Uint8Array.of(1);
    expect(parentOf(encodeEnvelope({ contentType: 'a/b', body, parent }))).toBe(`${PREVIOUS}_258`);
    expect(parentOf(encodeEnvelope({ contentType: 'a/b', body }))).toBeUndefined();
  });

  it('takes the last of several, and 36 bytes only', () => {
    const first = toHex(encodeOutpoint(PREVIOUS, 0));
    const last = toHex(encodeOutpoint(PREVIOUS, 1));
    const envelope = (fields: string) => assemble(`OP_FALSE OP_IF 'ord' ${fields} OP_FALSE 'x' OP_ENDIF`);
    expect(parentOf(envelope(`OP_3 <${first}> <03> <${last}>`))).toBe(`${PREVIOUS}_1`);
    expect(parentOf(envelope(`OP_3 <${PREVIOUS}>`))).toBeUndefined();
    expect(parentOf(envelope(`OP_3 <${first}00>`))).toBeUndefined();
  });
});
