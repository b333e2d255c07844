import { ripemd160 } from '@noble/hashes/legacy.js';
import { base58 } from '@scure/base';
import * as z from 'zod/mini';
import { sha256 } from '#lib/bytes/hash.ts';
import { issue } from '#lib/bytes/issue.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import type { Tape } from '#lib/envelopes/index.ts';
import type { Reading } from './reading.ts';
import type { ProtocolRecord } from './record.ts';
import { encodeTape } from './tape.ts';

// Bitcoin Attestation Protocol (https://github.com/BitcoinSchema/bap): ID idKey address, ATTEST hash sequence,
// REVOKE hash sequence, ALIAS idKey JSON. Each is signed by AIP or SIGMA; by whom it must be signed is for the ledger.

export const BAP_PREFIX = '1BAPSuaPnfGnSBM3GLV9yhxUdYe4vGbdMT';

/** Identity keys are base58 of 20 bytes; older ones are arbitrary words. */
const ID_KEY = /^[\x21-\x7e]{1,64}$/;
const HASH = /^[0-9a-f]{64}$/;
const SEQUENCE = /^(?:0|[1-9][0-9]{0,14})$/;

const aliasSchema = z.object({
  name: z.optional(z.string()),
  alternateName: z.optional(z.string()),
  description: z.optional(z.string()),
  image: z.optional(z.string()),
  logo: z.optional(z.string()),
});

/** The key of an identity whose first (root) address is `rootAddress`. */
export const bapIdOf = (rootAddress: string): string =>
  base58.encode(ripemd160(sha256(encodeUtf8(rootAddress))));

function decodeAlias(
  bapId: string,
  document: string,
  base: ReturnType<Reading['base']>,
): ProtocolRecord | undefined {
  const json = parseJson(document);
  const alias = aliasSchema.safeParse(json.ok ? json.value : undefined);
  if (!alias.success) return undefined;
  const name = alias.data.name ?? alias.data.alternateName;
  const image = alias.data.image ?? alias.data.logo;
  const { description } = alias.data;
  return {
    kind: 'profile',
    bapId,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(image === undefined ? {} : { image }),
    ...base,
    issues: [],
  };
}

function decodeCommand(tape: Tape, base: ReturnType<Reading['base']>): ProtocolRecord | undefined {
  const [command, subject = '', argument = ''] = tape.cells.map((cell) => decodeUtf8(cell) ?? '');
  if (command === 'ATTEST' || command === 'REVOKE') {
    if (!HASH.test(subject) || !SEQUENCE.test(argument)) return undefined;
    return {
      kind: 'attestation',
      hash: subject,
      sequence: Number(argument),
      revoked: command === 'REVOKE',
      ...base,
      issues: [],
    };
  }
  if (!ID_KEY.test(subject)) return undefined;
  if (command === 'ALIAS') return decodeAlias(subject, argument, base);
  if (command !== 'ID' || argument === '') return undefined;
  return { kind: 'identity', bapId: subject, address: argument, ...base, issues: [] };
}

/** Decodes a BAP tape: `identity`, `attestation` or `profile`, or `unknown` when it is none of them. */
export function decodeBap(reading: Reading): ProtocolRecord | undefined {
  const tape = reading.tapes.find(({ prefix }) => prefix === BAP_PREFIX);
  if (tape === undefined) return undefined;
  const base = reading.base();
  const broken = {
    kind: 'unknown',
    protocol: 'bap',
    ...base,
    issues: [issue('bap-command', 'not a command of BAP')],
  } as const;
  return decodeCommand(tape, base) ?? broken;
}

/** A BAP tape that names an identity's signing address; `0` ends the identity. */
export const encodeBapId = (bapId: string, address: string): Uint8Array =>
  encodeTape(BAP_PREFIX, 'ID', bapId, address);

/** A BAP tape that attests (or with `revoked`, takes back) the hash of a statement. */
export const encodeAttestation = (attestation: {
  hash: string;
  sequence: number;
  revoked?: boolean;
}): Uint8Array =>
  encodeTape(
    BAP_PREFIX,
    attestation.revoked ? 'REVOKE' : 'ATTEST',
    attestation.hash,
    String(attestation.sequence),
  );

/** A BAP tape that describes an identity. */
export const encodeAlias = (
  bapId: string,
  alias: { name?: string; description?: string; image?: string },
): Uint8Array => encodeTape(BAP_PREFIX, 'ALIAS', bapId, JSON.stringify({ '@type': 'Person', ...alias }));
