import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { pushData } from '#lib/chain/script.ts';

const OPCODES: Readonly<Record<string, number>> = {
  OP_FALSE: 0x00,
  OP_1NEGATE: 0x4f,
  OP_RESERVED: 0x50,
  OP_1: 0x51,
  OP_2: 0x52,
  OP_3: 0x53,
  OP_9: 0x59,
  OP_10: 0x5a,
  OP_16: 0x60,
  OP_NOP: 0x61,
  OP_IF: 0x63,
  OP_NOTIF: 0x64,
  OP_ELSE: 0x67,
  OP_ENDIF: 0x68,
  OP_RETURN: 0x6a,
  OP_DROP: 0x75,
  OP_DUP: 0x76,
  OP_SWAP: 0x7c,
  OP_AND: 0x84,
  OP_EQUALVERIFY: 0x88,
  OP_HASH160: 0xa9,
  OP_CODESEPARATOR: 0xab,
  OP_CHECKSIG: 0xac,
};

function assembleToken(token: string): Uint8Array {
  const opcode = OPCODES[token];
  if (opcode !== undefined) return Uint8Array.of(opcode);
  if (token.startsWith("'")) return pushData(encodeUtf8(token.slice(1, -1)));
  const bytes = fromHex(token.replace(/^raw:|[<>]/g, ''));
  if (bytes === undefined) throw new Error(`cannot assemble ${token}`);
  return token.startsWith('raw:') ? bytes : pushData(bytes);
}

/** A script from text: opcode names, `'text'` and `<hex>` as shortest pushes, `raw:hex` as it stands. */
export const assemble = (text: string): Uint8Array =>
  concatBytes((text.match(/'[^']*'|\S+/g) ?? []).map((token) => assembleToken(token)));
