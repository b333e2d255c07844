import { describe, expect, it } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { encodeEnvelope, readInscriptions } from '#lib/envelopes/index.ts';
import { encodeAlias, encodeAttestation, encodeBapId } from '#lib/protocols/bap.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';
import { decodeRecord, protocolRecord } from '#lib/protocols/index.ts';
import { encodeTapes } from '#lib/protocols/tape.ts';
import { assemble } from '#tests/support/assemble.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';
import vectors from '#tests/vectors/protocols/social.json' with { type: 'json' };

const NAMES: Readonly<Record<string, string>> = {
  MAP: "'1PuQa7K62MiKCtssSLKy1kh56WWU7MtUR5'",
  BAP: "'1BAPSuaPnfGnSBM3GLV9yhxUdYe4vGbdMT'",
  B: "'19HxigV4QyBv3tHpQVcUEQyq1pzZVdoAut'",
};
const named = (text: string): string =>
  text.replaceAll('TXID', 'a'.repeat(64)).replaceAll('HASH', 'b'.repeat(64));

/** A vector's script: an envelope where ENV stands at its beginning, then the operations. */
function scriptOf(text: string): Uint8Array {
  const [, contentType, body, rest] = /^ENV\(([^,]*),('[^']*'|<[0-9a-f]*>)\) (.*)$/.exec(text) ?? [];
  const operations = named(rest ?? text).replaceAll(
    /(?<=^|\s)(?:MAP|BAP|B)(?=\s|$)/g,
    (name) => NAMES[name] ?? name,
  );
  if (contentType === undefined || body === undefined) return assemble(operations);
  const bytes = body.startsWith('<') ? fromHex(body.slice(1, -1)) : encodeUtf8(body.slice(1, -1));
  return concatBytes([
    encodeEnvelope({ contentType, body: bytes ?? new Uint8Array(0) }),
    assemble(operations),
  ]);
}

function recordOf(script: Uint8Array) {
  const [inscription] = readInscriptions(txWithOutputs({ script }), 'bsv');
  if (inscription === undefined) throw new Error('nothing to read');
  return protocolRecord.parse(decodeRecord(inscription));
}

describe('records on tapes', () => {
  it.each(vectors.vectors)('$what', ({ script, record }) => {
    expect(recordOf(scriptOf(script))).toMatchObject(JSON.parse(named(JSON.stringify(record))) as object);
  });
});

describe('BAP', () => {
  const [hash, address] = ['c'.repeat(64), '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'];
  const recordOfTape = (tape: Uint8Array) => recordOf(encodeTapes([tape]));

  it('reads back what was written', () => {
    const bapId = bapIdOf(address);
    expect(recordOfTape(encodeBapId(bapId, address))).toMatchObject({ kind: 'identity', bapId, address });
    expect(recordOfTape(encodeAttestation({ hash, sequence: 7 }))).toMatchObject({
      kind: 'attestation',
      hash,
      sequence: 7,
      revoked: false,
    });
    expect(recordOfTape(encodeAttestation({ hash, sequence: 8, revoked: true }))).toMatchObject({
      sequence: 8,
      revoked: true,
    });
    const alias = { name: 'Sam', description: 'd', image: 'i', page: toOutpoint(asTxid('ab'.repeat(32)), 3) };
    expect(recordOfTape(encodeAlias(bapId, alias))).toMatchObject({ kind: 'profile', bapId, ...alias });
  });

  it('derives an identity from its root address: base58 of 20 bytes', () => {
    expect(bapIdOf(address)).toMatch(/^[1-9A-HJ-NP-Za-km-z]{26,28}$/);
    expect(bapIdOf(address)).not.toBe(bapIdOf(address.toLowerCase()));
  });
});

describe.skipIf(!hasSharedFixtures)(`a real thread${needsFixtures}`, () => {
  const samples = hasSharedFixtures ? sharedJson<{ txid: string; rawtx: string }[]>('bsv/txs.json') : [];
  const POST = '38c914d2c47c2ff063cf9f5705e3ceaa557aca4092ed5047177d5e8f913c0b69';

  const recordsOf = (txid: string) =>
    samples
      .filter((sample) => sample.txid.startsWith(txid))
      .flatMap(({ rawtx }) => readInscriptions(fromHex(rawtx) ?? new Uint8Array(0), 'bsv'))
      .map((inscription) => decodeRecord(inscription));

  it('has its post, reply and like', () => {
    expect(recordsOf('38c914d2')).toMatchObject([{ kind: 'post', text: 'Hello', app: 'retrofeed.me' }]);
    expect(recordsOf('8ca367aa')).toMatchObject([{ kind: 'reply', text: 'Howdy', target: { txid: POST } }]);
    expect(recordsOf('e89cd18d')).toMatchObject([{ kind: 'like', emoji: '♥', target: { txid: POST } }]);
  });

  it.each([
    ['266c2a52', 'post'],
    ['42097dce', 'post'],
    ['5ca50b2e', 'post'],
    ['925d7a0c', 'unlike'],
    ['98a5f6ef', 'attestation'],
    ['c2f0f5f5', 'identity'],
    ['34adf92c', 'image'],
    ['10f4465c', 'model'],
    ['662104c5', 'model'],
    ['684ae2c1', 'json'],
    ['1bff350b', 'json'],
    ['5633bb96', 'text'],
    ['3b293fc1', 'unknown'],
    ['208ec9c5', 'unknown'],
  ])('%s is a %s', (txid, kind) => {
    expect(recordsOf(txid)).toMatchObject([{ kind }]);
  });

  it('agrees with the labels of others', () => {
    type Labels = {
      vectors: {
        expected: { tx_id: string; should_fail?: boolean; post_tx?: string } & Record<string, unknown>;
      }[];
    };
    for (const kind of ['post', 'reply', 'like', 'unlike', 'follow', 'unfollow', 'message']) {
      for (const { expected } of sharedJson<Labels>(`bsv/bsocial/${kind}.json`).vectors) {
        const records = recordsOf(expected.tx_id);
        if (records.length === 0) continue;
        const isKind = expected.should_fail !== true && expected[`has_${kind}`] === true;
        expect(records.some((record) => record.kind === kind)).toBe(isKind);
      }
    }
  });
});
