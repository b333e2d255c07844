import { LockingScript } from '@bsv/sdk';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#lib/bytes/hash.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { AIP_PREFIX, readInscriptions, type Inscription } from '#lib/envelopes/index.ts';
import { B_PREFIX } from '#lib/protocols/b.ts';
import { BAP_PREFIX } from '#lib/protocols/bap.ts';
import { decodeRecord, protocolRecord } from '#lib/protocols/index.ts';
import { MAP_PREFIX } from '#lib/protocols/map.ts';
import { SIGMA_PREFIX } from '#lib/protocols/sigma.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';

type Sample = { txid: string; rawtx: string; protocols_by_marker: string[] };

const samples = hasSharedFixtures ? sharedJson<Sample[]>('bsv/txs.json') : [];
const rawOf = ({ rawtx }: Sample): Uint8Array => fromHex(rawtx) ?? new Uint8Array(0);

const hasTape =
  (prefix: string) =>
  ({ bitcom }: Inscription): boolean =>
    bitcom?.some((tape) => tape.prefix === prefix) === true;

/** How a marker of the labels shows in what we read. */
const MARKERS: Readonly<Record<string, (inscription: Inscription) => boolean>> = {
  MAP: hasTape(MAP_PREFIX),
  B: hasTape(B_PREFIX),
  AIP: hasTape(AIP_PREFIX),
  BAP: hasTape(BAP_PREFIX),
  SIGMA: hasTape(SIGMA_PREFIX),
  ORD: ({ body }) => body !== undefined,
};

/** A test artefact without separators, in which MAP is part of the B tape. */
const WITHOUT_SEPARATORS = '208ec9c5';

/** Body of the first envelope, by another library's script parser: what is pushed behind the first OP_0 of the IF. */
function bodyBySdk(script: Uint8Array): Uint8Array | undefined {
  const { chunks } = LockingScript.fromHex(toHex(script));
  const start = chunks.findIndex(({ op, data }, at) => {
    const previous = chunks[at - 1];
    return (
      previous?.op === 0x63 && op === 3 && data !== undefined && toHex(Uint8Array.from(data)) === '6f7264'
    );
  });
  if (start < 0) return undefined;
  const end = chunks.findIndex(({ op }, at) => at > start && op === 0x68);
  const mark = chunks.findIndex(({ op }, at) => at > start && at < end && op === 0);
  if (mark < 0) return undefined;
  return Uint8Array.from(
    chunks
      .slice(mark + 1, end)
      .flatMap(({ op, data }) => data ?? (op > 0x50 && op <= 0x60 ? [op - 0x50] : [])),
  );
}

describe.skipIf(!hasSharedFixtures)(`real BSV transactions${needsFixtures}`, () => {
  it('are all there', () => {
    expect(samples).toHaveLength(23);
  });

  it.each(samples)('$txid has the protocols that its labels say', (sample) => {
    const inscriptions = readInscriptions(rawOf(sample), 'bsv');
    for (const marker of sample.protocols_by_marker) {
      if (marker === 'MAP' && sample.txid.startsWith(WITHOUT_SEPARATORS)) continue;
      const shows = MARKERS[marker];
      if (shows === undefined) throw new Error(`an unknown label: ${marker}`);
      expect(inscriptions.some(shows), marker).toBe(true);
    }
    for (const inscription of inscriptions) protocolRecord.parse(decodeRecord(inscription));
  });

  it.each(samples.filter(({ protocols_by_marker: markers }) => markers.includes('ORD')))(
    '$txid has the bodies that another parser sees, by their hash',
    (sample) => {
      const tx = parseTx(rawOf(sample));
      if (!tx.ok) throw new Error(tx.issue.message);
      let bodies = 0;
      for (const { vout, body } of readInscriptions(tx.value.bytes, 'bsv')) {
        const script = vout === undefined ? undefined : tx.value.outputs[vout]?.script;
        if (body === undefined || script === undefined) continue;
        const other = bodyBySdk(script);
        expect(other && toHex(sha256(other))).toBe(toHex(sha256(body)));
        bodies += 1;
      }
      expect(bodies).toBeGreaterThan(0);
    },
  );
});
