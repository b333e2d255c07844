import { Beef as SdkBeef, MerklePath as SdkMerklePath, Transaction as SdkTransaction } from '@bsv/sdk';
import { mineHeader } from '#devnet/header-work.ts';
import { asBlockHash, asSats, asTxid, type Txid } from '#lib/bytes/brand.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { toDisplayHex } from '#lib/bytes/hex.ts';
import { encodeBeef, parseBeef } from '#lib/chain/beef.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { encodeTx, parseTx, txidOf } from '#lib/chain/tx.ts';
import type { Header } from '#lib/chain/header.ts';
import type { NetworkParams } from '#lib/chain/network.ts';
import { requiredBits } from '#lib/proof/difficulty.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { HeaderRun } from '#lib/proof/header-run.ts';
import { bumpFromTree, encodeBump, merkleTree } from '#lib/proof/merkle-path.ts';
import { checkClaim, checkTx } from '#lib/proof/verify-tx.ts';
import { figure, printTable, ratio, showSpread, spread, timeInRounds } from './measure.ts';

/** Bytes of a short post's transaction. */
const POST_BYTES = 530;
/** Proofs of one run, each of another transaction. */
const PROOFS = 100;
const BLOCKS = [200, 20_000];
const GOAL = 1000;
/** Every second hash has enough work. */
const EASY_BITS = 0x207f_ffff;

/**
 * What one thread checks in a second: a transaction of a post's size with its path to a header of our chain (bytes, txid,
 * path, header), the same as a BEEF, and headers under the DAA and under the retarget.
 */
export async function run(): Promise<void> {
  for (const transactions of BLOCKS) await compareOn(transactions);
  await measureHeaders();
}

type Proof = {
  readonly txid: Txid;
  readonly raw: Uint8Array;
  readonly bump: Uint8Array;
  readonly beef: Uint8Array;
};

/** A block of which the last transactions are posts, and the chain that holds it at height 1. */
function blockOf(transactions: number): { readonly chain: HeaderChain; readonly proofs: readonly Proof[] } {
  const raws = Array.from({ length: PROOFS }, (_, seed) => postOf(seed));
  const others = Array.from({ length: transactions - PROOFS }, (_, at) =>
    asTxid(toDisplayHex(sha256d(Uint8Array.of(at & 255, at >> 8, 1)))),
  );
  const txids = [...others, ...raws.map(txidOfRaw)];
  const genesis = headerOn(undefined, '00'.repeat(32), EASY_BITS);
  const header = headerOn(genesis, merkleRoot(txids), EASY_BITS);
  const chain = new HeaderChain({ difficulty: 'fixed', powLimitBits: EASY_BITS }, { height: 0 });
  chain.extend(0, [genesis.bytes, header.bytes]);
  const tree = merkleTree(txids);
  const proofs = raws.map((raw, at) => {
    const bump = encodeBump(bumpFromTree(tree, 1, [others.length + at]));
    return {
      txid: txidOfRaw(raw),
      raw,
      bump,
      beef: encodeBeef({ bumps: [bump], txs: [{ raw, bumpIndex: 0 }] }),
    };
  });
  return { chain, proofs };
}

const postOf = (seed: number): Uint8Array =>
  encodeTx({
    version: 1,
    inputs: [
      {
        prevTxid: asTxid('11'.repeat(32)),
        prevVout: seed,
        script: new Uint8Array(107),
        sequence: 0xffff_ffff,
      },
    ],
    outputs: [{ sats: asSats(1), script: new Uint8Array(POST_BYTES - 169).fill(0x51) }],
    lockTime: 0,
  });

function txidOfRaw(raw: Uint8Array): Txid {
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  return txidOf(tx.value);
}

async function compareOn(transactions: number): Promise<void> {
  const { chain, proofs } = blockOf(transactions);
  const root = chain.at(1)?.merkleRoot;
  const ours = (): number => {
    let proven = 0;
    for (const { txid, raw, bump } of proofs) {
      const isItself = checkTx(txid, raw).ok;
      const claim = { txid, bytes: raw.length, bumps: [bump], bumpIndex: 0 };
      if (isItself && checkClaim(claim, chain).verdict.state === 'proven') proven += 1;
    }
    return all(proven);
  };
  const ourBeef = (): number => {
    let proven = 0;
    for (const { beef } of proofs) {
      const read = parseBeef(beef, { maxBytes: 1_000_000, maxBumps: 10, maxTransactions: 10 });
      const tx = read.ok ? read.value.txs[0] : undefined;
      if (!read.ok || tx === undefined) continue;
      const claim = { txid: tx.txid, bytes: tx.raw.length, bumps: read.value.bumps, bumpIndex: 0 };
      if (checkClaim(claim, chain).verdict.state === 'proven') proven += 1;
    }
    return all(proven);
  };
  const sdk = (): number => {
    let proven = 0;
    for (const { txid, raw, bump } of proofs) {
      const isItself = SdkTransaction.fromBinary(raw).id('hex') === txid;
      if (isItself && SdkMerklePath.fromBinary(bump).computeRoot(txid) === root) proven += 1;
    }
    return all(proven);
  };
  const sdkBeef = (): number => {
    let proven = 0;
    for (const { beef } of proofs) {
      const read = SdkBeef.fromBinary(beef);
      const txid = read.txs[0]?.txid ?? '';
      if (read.findBump(txid)?.computeRoot(txid) === root) proven += 1;
    }
    return all(proven);
  };
  const ms = await timeInRounds({ ours, ourBeef, sdk, sdkBeef });
  const rate = (times: readonly number[]): readonly number[] => times.map((each) => (PROOFS / each) * 1000);
  const { median } = spread(rate(ms.ours));
  console.log(
    `Proofs of transactions of ${POST_BYTES} bytes in a block of ${transactions}, a second (min / median / max)`,
  );
  console.log(`Goal of ${figure(GOAL)} a second: ${median >= GOAL ? 'met' : 'MISSED'}\n`);
  printTable(
    ['', 'Nabo', '@bsv/sdk', 'times as long'],
    [
      [
        'bytes and path',
        showSpread(spread(rate(ms.ours))),
        showSpread(spread(rate(ms.sdk))),
        showSpread(ratio(ms.sdk, ms.ours)),
      ],
      [
        'BEEF',
        showSpread(spread(rate(ms.ourBeef))),
        showSpread(spread(rate(ms.sdkBeef))),
        showSpread(ratio(ms.sdkBeef, ms.ourBeef)),
      ],
    ],
  );
}

/** A side that proves less than everything measures something else. */
function all(proven: number): number {
  if (proven !== PROOFS) throw new Error(`${proven} of ${PROOFS} were proven`);
  return proven;
}

async function measureHeaders(): Promise<void> {
  const rules = [
    { name: 'DAA', difficulty: 'daa', powLimitBits: EASY_BITS },
    { name: 'retarget', difficulty: 'retarget', powLimitBits: EASY_BITS },
  ] as const;
  const rows: string[][] = [];
  for (const { name, ...rule } of rules) {
    const headers = mine(rule, 4000);
    const take = (): void => {
      const chain = new HeaderChain(rule, { height: 0 });
      for (let at = 0; at < headers.length; at += 2000) chain.extend(at, headers.slice(at, at + 2000));
      if (chain.nextHeight !== headers.length) throw new Error('not every header was taken');
    };
    const { take: ms } = await timeInRounds({ take });
    rows.push([name, showSpread(spread(ms.map((each) => (headers.length / each) * 1000)))]);
  }
  console.log('Headers checked in full, a second (min / median / max)\n');
  printTable(['rule', 'Nabo'], rows);
}

const headerOn = (below: Header | undefined, root: string, bits: number): Header =>
  mineHeader({
    version: 1,
    prevHash: below?.hash ?? asBlockHash('00'.repeat(32)),
    merkleRoot: root,
    time: (below?.time ?? 1_800_000_000) + 600,
    bits,
  });

/** Headers ten minutes apart that a rule allows. */
function mine(rule: Pick<NetworkParams, 'difficulty' | 'powLimitBits'>, count: number): Uint8Array[] {
  const lineage = new HeaderRun(0);
  let below: Header | undefined;
  const headers: Uint8Array[] = [];
  while (headers.length < count) {
    const time = (below?.time ?? 1_800_000_000) + 600;
    const bits = requiredBits(rule, lineage, headers.length, time) ?? below?.bits ?? rule.powLimitBits;
    below = headerOn(below, '00'.repeat(32), bits);
    lineage.append(below);
    headers.push(below.bytes);
  }
  return headers;
}
