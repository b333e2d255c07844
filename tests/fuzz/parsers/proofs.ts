import { decodeUtf8 } from '#lib/bytes/text.ts';
import { parseAtomicBeef } from '#lib/chain/beef-atomic.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { readBundle, writeBundle } from '#lib/proof/bundle.ts';
import { bumpOf, encodeBump } from '#lib/proof/merkle-path.ts';
import { readFile } from '#lib/proof/read-file.ts';
import { fromDisplayHex } from '#lib/bytes/hex.ts';
import { mineTestHeader } from '#tests/support/mined-headers.ts';
import { sampleRaw, txidOfRaw } from '#tests/support/sample-tx.ts';
import { insist, outcomeOf, refused, type Parser } from '../parser.ts';
import { bytes, run } from '../part.ts';
import { beefPart, blockPart } from '../samples/block-part.ts';
import { jsonPart } from '../samples/json-part.ts';
import { txPart } from '../samples/tx-part.ts';

const RAWS = [1, 2, 3].map(sampleRaw);
const TXIDS = RAWS.map(txidOfRaw);
const [RAW = new Uint8Array(0)] = RAWS;
const [TXID = txidOfRaw(RAW)] = TXIDS;
const BUMP = encodeBump(bumpOf(TXIDS, 5, [0]));
const HEADER = mineTestHeader({ merkleRoot: merkleRoot(TXIDS) });
const SUBJECT = run(bytes(Uint8Array.of(1, 1, 1, 1)), bytes(fromDisplayHex(TXID) ?? new Uint8Array(32)));
const BEEF = beefPart(2, [BUMP], [{ raw: RAW, bumpIndex: 0 }]);
const BUNDLE: unknown = JSON.parse(
  writeBundle({
    network: 'devnet',
    txid: TXID,
    raw: RAW,
    bumps: [BUMP],
    bumpIndex: 0,
    headers: { from: 5, list: [HEADER.bytes] },
    content: { kind: 'post', text: 'Bread at seven.' },
  }),
);

const isItself = (raw: Uint8Array, txid: string): boolean => {
  const tx = parseTx(raw);
  return tx.ok && txidOf(tx.value) === txid;
};

const atomicBeef: Parser = {
  name: 'atomic-beef',
  samples: () => [run(SUBJECT, BEEF)],
  read: (input) =>
    outcomeOf(
      input,
      parseAtomicBeef(input, { maxBytes: 60_000, maxBumps: 20, maxTransactions: 50 }),
      ({ subject, beef }) => {
        const found = beef.txs.find(({ txid }) => txid === subject);
        insist(found !== undefined && isItself(found.raw, subject), 'about a transaction that is not there');
      },
    ),
};

const proofBundle: Parser = {
  name: 'proof-bundle',
  samples: () => [jsonPart(BUNDLE)],
  read: (input) => {
    const text = decodeUtf8(input);
    if (text === undefined) return refused('not-utf8');
    return outcomeOf(input, readBundle(text), (bundle) => {
      insist(isItself(bundle.raw, bundle.txid), 'a transaction by another name');
      const again = readBundle(writeBundle(bundle));
      insist(again.ok && again.value.txid === bundle.txid, 'is read otherwise when written');
    });
  },
};

const file: Parser = {
  name: 'file',
  samples: () => [txPart(RAW), BEEF, run(SUBJECT, BEEF), blockPart(HEADER, RAWS), jsonPart(BUNDLE)],
  read: (input) =>
    outcomeOf(input, readFile(input), (contents) => {
      if (contents.kind === 'transaction')
        insist(isItself(contents.raw, contents.txid), 'another transaction');
      if (contents.kind === 'block') insist(contents.block.transactions.length > 0, 'an empty block');
    }),
};

export const PROOF_PARSERS: readonly Parser[] = [atomicBeef, proofBundle, file];
