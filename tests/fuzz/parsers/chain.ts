import { asSats, toOutpoint } from '#lib/bytes/brand.ts';
import { equalBytes } from '#lib/bytes/concat.ts';
import { parseBeef } from '#lib/chain/beef.ts';
import { parseBlock } from '#lib/chain/block.ts';
import { encodeBump, readBump } from '#lib/chain/bump.ts';
import { encodeExtendedTx, parseExtendedTx } from '#lib/chain/extended-tx.ts';
import { encodeHeader, meetsTarget, parseHeader, workOf } from '#lib/chain/header.ts';
import { readScript } from '#lib/chain/script.ts';
import { parseLookupAnswer } from '#lib/chain/sources/lookup-answer.ts';
import { encodeTx, parseTx, txidOf, type Tx } from '#lib/chain/tx.ts';
import { bumpFor, bumpFromTree, bumpOf, merkleTree, parseBump, rootOf } from '#lib/proof/merkle-path.ts';
import { mineTestHeader } from '#tests/support/mined-headers.ts';
import { sampleRaw, txidOfRaw } from '#tests/support/sample-tx.ts';
import { accepted, insist, outcomeOf, refused, type Parser } from '../parser.ts';
import { run, type Part } from '../part.ts';
import { beefPart, blockPart, bumpPart, headerPart, lookupPart } from '../samples/block-part.ts';
import { bsvTransactions, btcTransactions } from '../samples/transactions.ts';
import { extendedTxPart, scriptParts, txPart } from '../samples/tx-part.ts';

type Samples = readonly [Part, ...Part[]];

function map<T>([first, ...rest]: readonly [T, ...T[]], part: (value: T) => Part): Samples {
  return [part(first), ...rest.map(part)];
}

/** What holds of every transaction that was accepted: it is its bytes, and has a name. */
function judgeTx(tx: Tx, input: Uint8Array): void {
  insist(equalBytes(encodeTx(tx), tx.bytes), 'does not encode back to its bytes');
  const outpoints = tx.inputs.map(({ prevTxid, prevVout }) => toOutpoint(prevTxid, prevVout));
  insist(new Set(outpoints).size > 0 && txidOf(tx).length === 64, 'without inputs or a txid');
  const held = [...tx.inputs, ...tx.outputs].reduce((sum, { script }) => sum + script.length, 0);
  insist(held <= input.length, `${held} bytes of scripts in ${input.length}`);
}

const tx: Parser = {
  name: 'tx',
  samples: () => {
    const [first, ...rest] = bsvTransactions();
    return map([first, ...rest, ...btcTransactions()], txPart);
  },
  read: (input) =>
    outcomeOf(input, parseTx(input), (value) => {
      insist(value.bytes.length === input.length, 'not the whole input');
      judgeTx(value, input);
    }),
};

const extendedTx: Parser = {
  name: 'extended-tx',
  samples: () =>
    map(bsvTransactions(), (raw) => extendedTxPart(raw, { sats: asSats(1_000), script: new Uint8Array(25) })),
  read: (input) =>
    outcomeOf(input, parseExtendedTx(input), ({ tx: value, sources }) => {
      insist(equalBytes(encodeExtendedTx(value, sources), input), 'does not encode back to its bytes');
      insist(parseTx(value.bytes).ok, 'the plain form is not a transaction');
    }),
};

const script: Parser = {
  name: 'script',
  samples: () => {
    const [first, ...rest] = bsvTransactions().flatMap((raw) =>
      scriptsOf(raw).map((bytes) => run(...scriptParts(bytes))),
    );
    insist(first !== undefined, 'no scripts');
    return [first, ...rest];
  },
  read: (input) => {
    const { chunks, failure } = readScript(input);
    let end = 0;
    for (const { offset, data } of chunks) {
      insist(offset >= end, 'operations overlap');
      end = offset + 1 + (data?.length ?? 0);
    }
    insist(end <= input.length, 'an operation behind the end');
    if (failure === undefined) return accepted('ok');
    insist((failure.offset ?? -1) >= end, 'the failure lies before the last operation');
    return refused(failure.code);
  },
};

function scriptsOf(raw: Uint8Array): Uint8Array[] {
  const parsed = parseTx(raw);
  return parsed.ok ? parsed.value.outputs.map((output) => output.script) : [];
}

const RAWS = [1, 2, 3, 4, 5].map(sampleRaw);
const TXIDS = RAWS.map(txidOfRaw);
/** A block of forty: its paths have six levels. */
const TREE = merkleTree(Array.from({ length: 40 }, (_slot, at) => txidOfRaw(sampleRaw(at))));
const bump = (...indexes: readonly number[]): Uint8Array => encodeBump(bumpOf(TXIDS, 700_000, indexes));

const header: Parser = {
  name: 'header',
  samples: () => [headerPart(mineTestHeader()), headerPart(mineTestHeader({ bits: 0x2000_ffff }))],
  read: (input) =>
    outcomeOf(input, parseHeader(input), (value) => {
      insist(equalBytes(encodeHeader(value), input), 'does not encode back to its bytes');
      insist(workOf(value.bits) >= 0n, 'less than no work');
      insist(!meetsTarget(value) || workOf(value.bits) > 0n, 'meets a target that nobody can meet');
    }),
};

const block: Parser = {
  name: 'block',
  samples: () => [
    blockPart(mineTestHeader(), RAWS.slice(0, 1)),
    blockPart(mineTestHeader(), RAWS.slice(0, 3)),
    blockPart(mineTestHeader(), btcTransactions().slice(0, 2)),
  ],
  read: (input) =>
    outcomeOf(input, parseBlock(input, { maxBytes: 60_000, maxTransactions: 50 }), ({ transactions }) => {
      let end = 0;
      for (const { offset, bytes, outputSats } of transactions) {
        insist(offset >= end && outputSats >= 0n, 'transactions overlap or pay less than nothing');
        end = offset + bytes;
        insist(parseTx(input.subarray(offset, end)).ok, 'a part that is no transaction');
      }
      insist(end === input.length, 'not the whole input');
    }),
};

const bumpForm: Parser = {
  name: 'bump-form',
  samples: () => [bumpPart(bump(0)), bumpPart(bump(1, 4)), bumpPart(bump(0, 1, 2, 3, 4))],
  read: (input) =>
    outcomeOf(input, readBump(input), (value) => {
      const again = readBump(encodeBump(value));
      insist(
        again.ok && equalBytes(encodeBump(again.value), encodeBump(value)),
        'is read otherwise when written',
      );
    }),
};

const bumpPath: Parser = {
  name: 'bump',
  samples: () =>
    map(
      [
        bump(0),
        bump(1, 4),
        encodeBump(bumpFromTree(TREE, 800_000, [17])),
        encodeBump(bumpFromTree(TREE, 800_000, [3, 39])),
        encodeBump(bumpOf(TXIDS.slice(0, 1), 1, [0])),
      ],
      bumpPart,
    ),
  read: (input) =>
    outcomeOf(input, parseBump(input), (path) => {
      for (const txid of path.indexes.keys()) {
        const led = rootOf(path, txid);
        insist(led.ok && led.value.root === path.root, 'a transaction that does not lead to the root');
        const alone = bumpFor(path, txid);
        const again = alone === undefined ? undefined : parseBump(alone);
        insist(
          again?.ok === true && again.value.root === path.root,
          'its own part does not lead to the root',
        );
      }
    }),
};

const beef: Parser = {
  name: 'beef',
  samples: () => {
    const entries = RAWS.slice(0, 3).map((raw, at) => (at < 2 ? { raw, bumpIndex: at } : { raw }));
    const bumps = [bump(0), bump(1)];
    return [
      beefPart(1, bumps, entries),
      beefPart(2, bumps, entries),
      // BEEF belongs to a chain without witnesses, so this one is refused as it stands.
      beefPart(2, [], [{ raw: btcTransactions()[0] }]),
      beefPart(2, [], [{ txid: 'ab'.repeat(32) }, { raw: RAWS[0] ?? new Uint8Array(0) }]),
    ];
  },
  read: (input) =>
    outcomeOf(input, parseBeef(input, { maxBytes: 60_000, maxBumps: 20, maxTransactions: 50 }), (value) => {
      insist(
        value.bumps.length <= 20 && value.txs.length + value.knownTxids.length <= 50,
        'more than was allowed',
      );
      for (const { raw, txid, bumpIndex = 0 } of value.txs) {
        const parsed = parseTx(raw);
        insist(parsed.ok && txidOf(parsed.value) === txid, 'a transaction by another name');
        insist(bumpIndex === 0 || bumpIndex < value.bumps.length, 'a path that is not there');
      }
      for (const path of value.bumps) void parseBump(path);
    }),
};

const lookup: Parser = {
  name: 'lookup-answer',
  samples: () => [
    lookupPart(
      TXIDS.slice(0, 2),
      beefPart(
        2,
        [bump(0)],
        RAWS.slice(0, 1).map((raw) => ({ raw, bumpIndex: 0 })),
      ),
    ),
    lookupPart([], beefPart(2, [], [])),
  ],
  read: (input) =>
    outcomeOf(input, parseLookupAnswer(input, 50), ({ entries, beef: rest }) => {
      insist(entries.length <= 50 && rest.length <= input.length, 'more than was allowed');
    }),
};

export const CHAIN_PARSERS: readonly Parser[] = [
  tx,
  extendedTx,
  script,
  header,
  block,
  bumpForm,
  bumpPath,
  beef,
  lookup,
];
