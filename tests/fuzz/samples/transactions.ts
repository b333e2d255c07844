import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { sha256 } from '#lib/bytes/hash.ts';
import { encodeEnvelope } from '#lib/envelopes/index.ts';
import {
  encodeDistrictClaim,
  encodeFollow,
  encodeHandleClaim,
  encodeLike,
  encodeParcelClaim,
  encodePost,
  encodeReply,
  encodeRepost,
  encodeUnfollow,
  encodeUnlike,
} from '#lib/protocols/index.ts';
import { assemble } from '#tests/support/assemble.ts';
import { txWithOutputs, txWithWitnesses } from '#tests/support/tx-with.ts';
import { write, writer } from '#tests/support/written.ts';

// One transaction for each form that readers tell apart; more of a form would only make each of them rarer.

const AUTHOR = writer('fuzz');
const TARGET = asTxid('ab'.repeat(32));
const LOCK = `OP_DUP OP_HASH160 <${'01'.repeat(20)}> OP_EQUALVERIFY OP_CHECKSIG`;
const GIF = '474946383961010001000000';
const PNG = '89504e470d0a1a0a0000000d49484452';

const B = "'19HxigV4QyBv3tHpQVcUEQyq1pzZVdoAut'";
const MAP = "'1PuQa7K62MiKCtssSLKy1kh56WWU7MtUR5'";
const AIP = "'15PciHG22SNLQJXMoSUaWVi7WSqc7hCfva' 'BITCOIN_ECDSA' '1EXhSbGFiEAZCE5eeBvUxT6cBVHhrpPWXz'";
const BAP = "'1BAPSuaPnfGnSBM3GLV9yhxUdYe4vGbdMT'";

/** What Nabo writes, with and without a signature. */
const OWN = [
  encodePost({ text: 'hello', owner: AUTHOR.owner }),
  encodePost({ text: 'hello', owner: AUTHOR.owner, handle: 'satoshi' }),
  encodeReply({ text: 'hello', owner: AUTHOR.owner, handle: 'satoshi', to: toOutpoint(TARGET, 3) }),
  encodeHandleClaim('satoshi', AUTHOR.owner),
  encodeDistrictClaim(7, AUTHOR.owner),
  encodeParcelClaim(3, 7, AUTHOR.owner),
  encodeLike(TARGET),
  encodeUnlike(TARGET),
  encodeRepost(TARGET),
  encodeFollow('Go8vCHAa4S6AhXKTABGpANiz35J'),
  encodeUnfollow('Go8vCHAa4S6AhXKTABGpANiz35J'),
];

/** What others write, and what is rare. */
const FOREIGN = [
  `OP_FALSE OP_RETURN ${B} 'words' 'text/markdown' 'UTF-8' 'name.md' '|' ${MAP} 'SET' 'app' 'x' 'type' 'post' 'context' 'geohash' 'geohash' 'dhx'`,
  `OP_FALSE OP_RETURN ${B} <${GIF}> 'image/gif' 'binary' '|' ${AIP} <${'1f'.repeat(65)}>`,
  `OP_RETURN ${MAP} 'SET' 'type' 'message' 'context' 'channel' 'channel' 'town' '|' ${B} 'hi' 'text/plain'`,
  `OP_RETURN ${MAP} 'ADD' 'tags' 'a' 'b' ':::' 'SET' 'type' 'like' 'tx' '${TARGET}' 'emoji' 'x' ':::' 'DELETE' 'app'`,
  `OP_RETURN ${BAP} 'ID' 'abc' '1EXhSbGFiEAZCE5eeBvUxT6cBVHhrpPWXz'`,
  `OP_RETURN ${BAP} 'ALIAS' 'abc' '{"@type":"Person","alternateName":"n","description":"d","image":"i"}'`,
  `OP_RETURN ${BAP} 'ATTEST' '${'cd'.repeat(32)}' '0' '|' ${AIP} '${'A'.repeat(88)}'`,
  `OP_RETURN ${BAP} 'REVOKE' '${'cd'.repeat(32)}' '1'`,
  `${LOCK} OP_FALSE OP_IF 'ord' OP_1 'image/png' OP_3 <${'07'.repeat(36)}> OP_9 'gzip' OP_FALSE <${PNG}> OP_ENDIF`,
  `OP_FALSE OP_IF 'ord' <01> 'model/gltf-binary' <05> <a161611a> OP_FALSE <676c5446> <02> OP_ENDIF OP_CODESEPARATOR ${LOCK}`,
  `OP_FALSE OP_IF 'ord' OP_1 'application/json' OP_FALSE '{"p":"x","list":[1,{"deep":null}],"ok":true}' OP_ENDIF ${LOCK}`,
  `OP_FALSE OP_IF 'ord' OP_1 'text/html' OP_FALSE '<b>x</b>' OP_ENDIF ${LOCK} OP_RETURN ${MAP} 'SET' 'app' 'x' 'type' 'ord'`,
  `OP_FALSE OP_IF 'ord' OP_1 'image/svg+xml' OP_FALSE '<svg/>' OP_ENDIF ${LOCK}`,
  `OP_FALSE OP_IF 'ord' OP_1 'video/mp4' OP_FALSE <000000186674797069736f6d> OP_ENDIF ${LOCK}`,
  `OP_FALSE OP_IF 'ord' OP_1 'audio/mpeg' OP_FALSE <4944330300> OP_ENDIF ${LOCK}`,
  `OP_FALSE OP_IF 'ord' OP_1 'text/plain' OP_FALSE 'satoshi.bitter' OP_ENDIF ${LOCK}`,
  `OP_FALSE OP_IF 'ord' OP_1 'text/plain' OP_FALSE '[{"p":".bitter","op":"post","username":"a.bitter"}]' OP_ENDIF ${LOCK}`,
  `OP_FALSE OP_IF 'ord' OP_1 'text/plain' OP_FALSE '{"p":"bitter","op":"post","username":"a.bitter","content":"x"}' OP_ENDIF`,
  `OP_FALSE OP_IF 'ord' OP_1 'text/plain' OP_FALSE '{"p":".bitter","op":"post","username":"a b.bitter"}' OP_ENDIF ${LOCK}`,
  `OP_RETURN ${MAP} 'JSON' '{"app":"x","type":"post"}' ':::' 'SELECT' '${TARGET}' ':::' 'REMOVE' 'app' '|' ${B} 'hi' 'text/plain'`,
].map((text) => assemble(text));

/** Transactions of BSV: inscriptions, tapes, signatures; some with several outputs. */
export function bsvTransactions(): [Uint8Array, ...Uint8Array[]] {
  return [
    txWithOutputs(...OWN.slice(0, 3)),
    ...OWN.map((draft, seed) => write(AUTHOR, [draft], { seed, sigma: false }).raw),
    ...FOREIGN.map((script) => txWithOutputs({ script }, { script: assemble(LOCK), sats: 900 })),
    txWithOutputs({ script: new Uint8Array(0), sats: 0 }),
  ];
}

/** Transactions of BSV whose signatures are right. */
export const signedTransactions = (): [Uint8Array, ...Uint8Array[]] => [
  write(AUTHOR, OWN.slice(0, 1)).raw,
  ...OWN.slice(1, 5).map((draft, seed) => write(AUTHOR, [draft], { seed }).raw),
];

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const CONTROL = concatBytes([Uint8Array.of(0xc0), sha256(text('key'))]);
const SIGNATURE = new Uint8Array(64).fill(7);
const reveal = (script: string): Uint8Array[] => [
  SIGNATURE,
  assemble(`<${'02'.repeat(32)}> OP_CHECKSIG ${script}`),
  CONTROL,
];

/** Reveals on BTC: every tag, several envelopes and inputs, and what ord calls odd. */
export function btcTransactions(): [Uint8Array, ...Uint8Array[]] {
  const plain = "OP_FALSE OP_IF 'ord' <01> 'text/plain;charset=utf-8' OP_FALSE 'body' OP_ENDIF";
  const tags = [
    `OP_FALSE OP_IF 'ord' <01> 'image/png' <02> <0a> <03> <${'aa'.repeat(32)}> <03> <${'bb'.repeat(32)}01>`,
    `<05> <a2616101> <05> <616202> <07> 'brc-20' <09> 'br' <0b> <${'cc'.repeat(32)}> <0d> <0102> <0f> 'note'`,
    `<11> <a0> <13> <01> <42> <> <ff> <00> OP_FALSE <${PNG}> <00> <ffff> OP_ENDIF`,
  ].join(' ');
  const odd = [
    "OP_FALSE OP_FALSE OP_IF 'ord' OP_1 'text/plain' OP_16 'x' OP_1NEGATE 'y' OP_FALSE OP_9 OP_ENDIF",
    "OP_FALSE OP_IF 'ord' <01> 'a' <01> 'b' <02> OP_ENDIF",
    "OP_FALSE OP_IF 'ord' OP_ENDIF OP_FALSE OP_IF 'dro' OP_ENDIF OP_FALSE OP_IF 'ord' OP_NOP OP_ENDIF",
    "OP_FALSE OP_IF 'ord' <01> 'text/plain' OP_FALSE '700.bitmap' OP_ENDIF",
  ];
  const contents = [
    ['application/json', '\'{"p":"brc-20","op":"mint","tick":"ordi","amt":"1"}\''],
    ['text/html', "'<b>x</b>'"],
    ['image/svg+xml', "'<svg/>'"],
    ['image/gif', `<${GIF}>`],
    ['model/gltf-binary', '<676c5446>'],
  ] as const;
  return [
    txWithWitnesses(reveal(plain)),
    txWithWitnesses(reveal(tags)),
    ...odd.map((script) => txWithWitnesses(reveal(`${script} ${plain}`))),
    ...contents.map(([type, body]) =>
      txWithWitnesses(reveal(`OP_FALSE OP_IF 'ord' <01> '${type}' OP_FALSE ${body} OP_ENDIF`)),
    ),
    txWithWitnesses([...reveal(plain), concatBytes([Uint8Array.of(0x50), text('annex')])], [SIGNATURE]),
    txWithWitnesses(reveal(`${plain} ${plain}`), reveal(tags), []),
    txWithWitnesses([SIGNATURE, encodeEnvelope({ contentType: 'text/plain', body: text('x') }), CONTROL]),
  ];
}
