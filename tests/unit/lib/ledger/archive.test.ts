import { describe, expect, it } from 'vitest';
import { fromHex } from '#lib/bytes/hex.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { compareWithRows, readDistrictRows } from '#lib/chain/sources/district-rows.ts';
import { isCursed, readDistrictClaims } from '#lib/ledger/btc-claims.ts';
import { Districts } from '#lib/ledger/districts.ts';
import { hasSharedFixtures, needsFixtures, sharedBytes, sharedJson } from '#tests/support/shared-fixtures.ts';

type Known = {
  readonly txid: string;
  readonly content: string;
  readonly block_height: number | null;
  readonly tx_index?: number;
  readonly oci_winner: string | null;
};

/** Real claims, each at the place that the archive says; the ones without a place are in no block. */
function archive() {
  const { claims } = sharedJson<{ claims: Known[] }>('bitmap/claims.json');
  const raws = new Map(
    sharedJson<{ txid: string; rawtx: string }[]>('btc/reveals.json').map(({ txid, rawtx }) => [
      txid,
      fromHex(rawtx),
    ]),
  );
  const known = claims.map((claim, arrival) => ({
    ...claim,
    height: Number(claim.content.split('.')[0]),
    made: readDistrictClaims(raws.get(claim.txid) ?? new Uint8Array(0), {
      height: claim.block_height ?? Infinity,
      index: claim.tx_index ?? arrival,
    }),
  }));
  const rows = readDistrictRows(
    'Bitmap OCI',
    decodeUtf8(sharedBytes('bitmap/oci-800000-845844.sample.csv')) ?? '',
  );
  if (!rows.ok) throw new Error(rows.issue.message);
  return { known, rows: rows.value };
}

describe.skipIf(!hasSharedFixtures)(`real claims of districts on BTC${needsFixtures}`, () => {
  it('decides the race of 818677 by order, in whatever order the claims come', () => {
    const race = archive().known.filter(({ height }) => height === 818_677);
    expect(race).toHaveLength(2);
    for (const order of [race, race.toReversed()]) {
      const districts = new Districts<string>();
      for (const { made } of order) for (const claim of made) districts.put(claim);
      const { first, rivals } = districts.claimsOf(818_677, 900_000);
      expect(first?.id).toBe('4f50a54734ef4530a2826f7b52aeac5a523647efe9ef685113384e5ba2dad701i0');
      expect(first?.position).toMatchObject({ height: 818_677, index: 37 });
      expect(rivals.map(({ position }) => position.index)).toEqual([38]);
    }
  });

  it('agrees with the rows of Bitmap OCI, said as theirs, about who was first and who was late', () => {
    const { known, rows } = archive();
    const said = known.map(({ height, made, oci_winner: winner }) => {
      const id = made[0]?.id ?? '';
      const { source, says, inscriptionId } = compareWithRows(rows, height, id);
      expect(source).toBe('Bitmap OCI');
      if (inscriptionId !== undefined) expect(inscriptionId).toBe(winner);
      return [height, says];
    });
    // The list ends below 879500; of the others it knows what the notes to these claims know.
    for (const [height, says] of said) {
      const { txid, oci_winner: winner } = known.find((claim) => claim.height === height) ?? {};
      if (winner === null) expect(says).toBe('silent');
      else if (says !== 'silent' && height !== 818_677)
        expect([height, says]).toEqual([
          height,
          winner?.startsWith(txid ?? '-') === true ? 'same' : 'another',
        ]);
    }
    expect(said.filter(([, says]) => says === 'same').length).toBeGreaterThanOrEqual(1);
    expect(said.filter(([, says]) => says === 'another').length).toBeGreaterThanOrEqual(1);
  });

  it('knows whom it curses', () => {
    const plain = {
      pushnum: false,
      stutter: false,
      duplicateField: false,
      incompleteField: false,
      unrecognizedEvenField: false,
    };
    const pointer = [{ tag: Uint8Array.of(2), value: Uint8Array.of(1) }];
    expect(isCursed({ flags: plain, fields: [] }, 800_000)).toBe(false);
    expect(isCursed({ flags: { ...plain, pushnum: true }, fields: [] }, 824_543)).toBe(true);
    expect(isCursed({ flags: { ...plain, pushnum: true }, fields: [] }, 824_544)).toBe(false);
    expect(isCursed({ flags: plain, fields: pointer }, 800_000)).toBe(true);
    expect(isCursed({ flags: plain, fields: [], input: 1 }, 800_000)).toBe(true);
    expect(isCursed({ flags: plain, fields: [], offset: 1 }, 800_000)).toBe(true);
    const districts = new Districts<string>();
    const claim = { name: 7, holder: '', position: { height: 10, index: 1, vout: 0 } };
    districts.put({ ...claim, id: 'ai0', cursed: true });
    expect(districts.claimsOf(7, 20)).toEqual({ rivals: [] });
    districts.put({ ...claim, id: 'bi0', position: { height: 11, index: 0, vout: 0 } });
    expect(districts.claimsOf(7, 20).first?.id).toBe('bi0');
  });
});

describe('a list of districts', () => {
  const row = `7,${'ab'.repeat(32)}i0,123`;
  it('is read whole or not at all', () => {
    const read = (text: string) => readDistrictRows('list', text);
    const good = read(`bitmap,inscription_id,sat\n${row}\r\n8,${'cd'.repeat(32)}i12,5\n`);
    expect(good.ok && [...good.value.byHeight.keys()]).toEqual([7, 8]);
    for (const bad of [
      '',
      row,
      `bitmap,inscription_id,sat\n${row}\n${row}`,
      'bitmap,inscription_id,sat\n07,ab,1',
    ])
      expect(read(bad).ok).toBe(false);
  });
});
