/**
 * The operations of Bitcoin Script by name, each with a few words for people (https://en.bitcoin.it/wiki/Script, and
 * https://bitcoincashresearch.org for those that BSV has again since 2020).
 */

/** A name without `OP_`, and what the operation does. */
type Operation = readonly [name: string, does: string];

const TABLE: Readonly<Record<number, Operation>> = {
  0x00: ['0', 'pushes nothing: false, or the mark before a body'],
  0x4c: ['PUSHDATA1', 'pushes as many bytes as the next byte says'],
  0x4d: ['PUSHDATA2', 'pushes as many bytes as the next two bytes say'],
  0x4e: ['PUSHDATA4', 'pushes as many bytes as the next four bytes say'],
  0x4f: ['1NEGATE', 'pushes the number -1'],
  0x50: ['RESERVED', 'may not be run'],
  0x61: ['NOP', 'does nothing'],
  0x62: ['VER', 'pushes the version of the transaction, on BSV'],
  0x63: ['IF', 'goes on up to ENDIF only if the top item is true'],
  0x64: ['NOTIF', 'goes on up to ENDIF only if the top item is false'],
  0x67: ['ELSE', 'turns to the other case'],
  0x68: ['ENDIF', 'ends what IF began'],
  0x69: ['VERIFY', 'fails unless the top item is true'],
  0x6a: ['RETURN', 'ends the script: what follows is data'],
  0x6b: ['TOALTSTACK', 'puts the top item aside'],
  0x6c: ['FROMALTSTACK', 'takes back what was put aside'],
  0x6d: ['2DROP', 'drops two items'],
  0x6e: ['2DUP', 'copies two items'],
  0x6f: ['3DUP', 'copies three items'],
  0x70: ['2OVER', 'copies the third and fourth item'],
  0x71: ['2ROT', 'moves the fifth and sixth item up'],
  0x72: ['2SWAP', 'swaps two pairs'],
  0x73: ['IFDUP', 'copies the top item if it is true'],
  0x74: ['DEPTH', 'pushes how many items there are'],
  0x75: ['DROP', 'drops the top item'],
  0x76: ['DUP', 'copies the top item'],
  0x77: ['NIP', 'drops the second item'],
  0x78: ['OVER', 'copies the second item'],
  0x79: ['PICK', 'copies the item at a depth'],
  0x7a: ['ROLL', 'moves the item at a depth up'],
  0x7b: ['ROT', 'moves the third item up'],
  0x7c: ['SWAP', 'swaps two items'],
  0x7d: ['TUCK', 'copies the top item below the second'],
  0x7e: ['CAT', 'joins two items'],
  0x7f: ['SPLIT', 'cuts an item in two'],
  0x80: ['NUM2BIN', 'writes a number in so many bytes'],
  0x81: ['BIN2NUM', 'reads bytes as a number'],
  0x82: ['SIZE', 'pushes how long the top item is'],
  0x83: ['INVERT', 'flips every bit'],
  0x84: ['AND', 'keeps the bits that both have'],
  0x85: ['OR', 'keeps the bits that either has'],
  0x86: ['XOR', 'keeps the bits that one has'],
  0x87: ['EQUAL', 'says whether two items are the same'],
  0x88: ['EQUALVERIFY', 'fails unless two items are the same'],
  0x8b: ['1ADD', 'adds one'],
  0x8c: ['1SUB', 'takes one away'],
  0x8d: ['2MUL', 'doubles'],
  0x8e: ['2DIV', 'halves'],
  0x8f: ['NEGATE', 'changes the sign'],
  0x90: ['ABS', 'makes a number positive'],
  0x91: ['NOT', 'says whether a number is 0'],
  0x92: ['0NOTEQUAL', 'says whether a number is not 0'],
  0x93: ['ADD', 'adds two numbers'],
  0x94: ['SUB', 'takes one number from another'],
  0x95: ['MUL', 'multiplies two numbers'],
  0x96: ['DIV', 'divides one number by another'],
  0x97: ['MOD', 'gives the rest of a division'],
  0x98: ['LSHIFT', 'moves bits to the left'],
  0x99: ['RSHIFT', 'moves bits to the right'],
  0x9a: ['BOOLAND', 'says whether both are true'],
  0x9b: ['BOOLOR', 'says whether either is true'],
  0x9c: ['NUMEQUAL', 'says whether two numbers are the same'],
  0x9d: ['NUMEQUALVERIFY', 'fails unless two numbers are the same'],
  0x9e: ['NUMNOTEQUAL', 'says whether two numbers differ'],
  0x9f: ['LESSTHAN', 'says whether the second number is less'],
  0xa0: ['GREATERTHAN', 'says whether the second number is more'],
  0xa1: ['LESSTHANOREQUAL', 'says whether the second number is no more'],
  0xa2: ['GREATERTHANOREQUAL', 'says whether the second number is no less'],
  0xa3: ['MIN', 'keeps the smaller number'],
  0xa4: ['MAX', 'keeps the larger number'],
  0xa5: ['WITHIN', 'says whether a number lies between two others'],
  0xa6: ['RIPEMD160', 'hashes the top item'],
  0xa7: ['SHA1', 'hashes the top item'],
  0xa8: ['SHA256', 'hashes the top item'],
  0xa9: ['HASH160', 'hashes the top item twice, as for an address'],
  0xaa: ['HASH256', 'hashes the top item twice'],
  0xab: ['CODESEPARATOR', 'signatures cover what comes after it'],
  0xac: ['CHECKSIG', 'says whether a signature is of this key'],
  0xad: ['CHECKSIGVERIFY', 'fails unless a signature is of this key'],
  0xae: ['CHECKMULTISIG', 'says whether enough signatures are of these keys'],
  0xaf: ['CHECKMULTISIGVERIFY', 'fails unless enough signatures are of these keys'],
  0xb1: ['CHECKLOCKTIMEVERIFY', 'fails before a time, on BTC; does nothing on BSV'],
  0xb2: ['CHECKSEQUENCEVERIFY', 'fails before an age, on BTC; does nothing on BSV'],
  0xba: ['CHECKSIGADD', 'counts one more if a signature is of this key, in taproot'],
};

const ONE = 0x51;
const SIXTEEN = 0x60;
const LAST_PUSH = 0x4b;

/** The operation of a code, any byte. */
export function operationOf(code: number): { readonly name: string; readonly does: string } {
  if (code > 0 && code <= LAST_PUSH) return { name: `PUSH ${code}`, does: `pushes the next ${code} bytes` };
  if (code >= ONE && code <= SIXTEEN)
    return { name: `OP_${code - ONE + 1}`, does: `pushes the number ${code - ONE + 1}` };
  const known = TABLE[code];
  if (known === undefined)
    return { name: `0x${code.toString(16).padStart(2, '0')}`, does: 'an operation without a name' };
  const [name, does] = known;
  return { name: `OP_${name}`, does };
}
