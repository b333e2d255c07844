import { BSM, BigNumber, LockingScript, P2PKH, PrivateKey, Transaction } from '@bsv/sdk';
import { asTxid, outpointTxid, outpointVout, toOutpoint } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { encodeTx } from '#lib/chain/tx.ts';
import { appendSigma, sigmaMessage, signedMessageHash } from '#lib/protocols/index.ts';
import { planTransaction } from '#lib/wallet/build.ts';
import { craftTransaction } from '#lib/wallet/craft.ts';
import { deriveKeys } from '#lib/wallet/keys.ts';
import { signTransaction } from '#lib/wallet/sign.ts';
import { printTable, ratio, showGoal, showSpread, spread, timeInRounds } from './measure.ts';

const GOAL = 5;
const SATS = 4_000;

/**
 * What it takes to build and sign a post (its author's SIGMA, one input, one output of change), beside the same by
 * @bsv/sdk. Both make the same bytes, or the bench ends.
 */
export async function run(): Promise<void> {
  const keys = deriveKeys(new Uint8Array(16).fill(7), 'main', 2);
  const author = PrivateKey.fromHex(toHex(keys.author.secretKey));
  const payer = PrivateKey.fromHex(toHex(keys.payments.secretKey));
  const request: Parameters<typeof craftTransaction>[0] = {
    intent: {
      kind: 'post',
      text: 'The bench at the corner gets the sun until six. Bring bread, and a friend.',
    },
    coins: [
      {
        outpoint: toOutpoint(asTxid('ab'.repeat(32)), 1),
        sats: SATS,
        script: p2pkhScript(keys.payments.hash),
        status: 'free',
        depth: 0,
        doubt: 0,
      },
    ],
    again: [],
    context: { satsPerKilobyte: 100, doubtful: false },
  };
  const plan = () => {
    const planned = planTransaction(request, keys);
    if (!planned.ok || planned.value.state !== 'planned') throw new Error('no plan');
    return planned.value.unsigned;
  };
  const { drafts, change, feeSats, inputs } = plan();
  const [record] = drafts;
  const [coin] = inputs;
  if (record === undefined || coin === undefined) throw new Error('a post has both ends');

  const ours = (): Uint8Array => encodeTx(signTransaction(request.intent, plan(), keys));
  const checked = (): Uint8Array => {
    const crafted = craftTransaction(request, keys);
    if (crafted.state !== 'made') throw new Error(crafted.state);
    return crafted.tx.raw;
  };
  const template = new P2PKH();
  const sdk = async (): Promise<Uint8Array> => {
    const message = sigmaMessage(record.script, coin.outpoint);
    const signature = BSM.sign([...message], author, 'raw');
    if (typeof signature === 'string') throw new TypeError('a signature');
    const digest = new BigNumber([...signedMessageHash(message)]);
    const compact = signature.toCompact(
      signature.CalculateRecoveryFactor(author.toPublicKey(), digest),
      true,
    );
    const script = appendSigma(record.script, {
      address: keys.author.address,
      signature: Uint8Array.from(compact as number[]),
      vin: 0,
    });
    const tx = new Transaction(1, [], [], 0);
    tx.addInput({
      sourceTXID: outpointTxid(coin.outpoint),
      sourceOutputIndex: outpointVout(coin.outpoint),
      sequence: 0xffff_ffff,
      unlockingScriptTemplate: template.unlock(
        payer,
        'all',
        false,
        SATS,
        LockingScript.fromHex(toHex(coin.script)),
      ),
    });
    tx.addOutput({ satoshis: 1, lockingScript: LockingScript.fromHex(toHex(script)) });
    for (const satoshis of change) {
      tx.addOutput({ satoshis, lockingScript: template.lock([...keys.payments.hash]) });
    }
    await tx.sign();
    return Uint8Array.from(tx.toBinary());
  };

  const [one, other, third] = [ours(), checked(), await sdk()].map(toHex);
  if (one !== other || one !== third) throw new Error('the same post came out as other bytes');
  console.log(`One post of ${ours().length} bytes, fee ${feeSats} sat: the same bytes by all three.\n`);

  const ms = await timeInRounds({ ours, checked, sdk });
  const perSecond = (times: readonly number[]): string =>
    showSpread(spread(times.map((each) => 1_000 / each)));
  printTable(
    ['', 'posts a second (min / median / max)', 'times @bsv/sdk', ''],
    [
      [
        'build and sign',
        perSecond(ms.ours),
        showSpread(ratio(ms.sdk, ms.ours)),
        showGoal(ratio(ms.sdk, ms.ours), GOAL),
      ],
      ['with our own check behind it', perSecond(ms.checked), showSpread(ratio(ms.sdk, ms.checked)), ''],
      ['@bsv/sdk, build and sign', perSecond(ms.sdk), '', ''],
    ],
  );
}
