import { parseTx } from '#lib/chain/tx.ts';
import type { Chain } from '#lib/chain/network.ts';
import {
  curseOf,
  judgeParents,
  readInscriptions,
  readOnesatParent,
  readOrdFields,
  satPlace,
  type Inscription,
} from '#lib/envelopes/index.ts';
import { decodeRecord, protocolRecord, readAuthor } from '#lib/protocols/index.ts';
import { accepted, insist, refused, type Outcome, type Parser } from '../parser.ts';
import type { Part } from '../part.ts';
import { bsvTransactions, btcTransactions, signedTransactions } from '../samples/transactions.ts';
import { txPart } from '../samples/tx-part.ts';

function trees([first, ...rest]: readonly [Uint8Array, ...Uint8Array[]]): readonly [Part, ...Part[]] {
  return [txPart(first), ...rest.map(txPart)];
}

/** Reads everything that an inscription can be asked for, and names what is odd about it. */
function exhaust(inscription: Inscription, input: Uint8Array): string[] {
  const { id, txid, contentType, contentEncoding, body, fields, flags, owner, bitcom = [] } = inscription;
  insist(id.startsWith(txid) && /^[0-9a-f]{64}(?:i|_)\d+$/.test(id), `an id that is none: ${id}`);
  insist((body?.length ?? 0) <= input.length, 'a body longer than the input');
  const held = fields.reduce((sum, { tag, value }) => sum + tag.length + value.length, 0);
  insist(held <= input.length, `${held} bytes of fields in ${input.length}`);
  const cells = bitcom.reduce((sum, tape) => sum + tape.cells.reduce((all, cell) => all + cell.length, 0), 0);
  insist(cells <= input.length, `${cells} bytes of tapes in ${input.length}`);
  insist(owner === undefined || owner.length === 40, 'an owner that is no hash');
  return [
    ...Object.entries(flags).flatMap(([flag, isSet]) => (isSet ? [flag] : [])),
    ...(contentType === undefined ? [] : ['type']),
    ...(contentEncoding === undefined ? [] : ['encoding']),
    ...(body === undefined ? [] : ['body']),
    ...(bitcom.length === 0 ? [] : ['tapes']),
    ...(owner === undefined ? [] : ['owner']),
  ];
}

function readAll(input: Uint8Array, chain: Chain): Outcome {
  const found = readInscriptions(input, chain);
  insist(found.length <= input.length, 'more inscriptions than bytes');
  const seen = found.flatMap((inscription) => exhaust(inscription, input));
  insist(new Set(found.map(({ id }) => id)).size === found.length, 'two inscriptions of one id');
  if (chain === 'btc') seen.push(...readMeanings(found, input));
  else for (const inscription of found) void readOnesatParent(inscription);
  return found.length === 0 ? refused('none') : accepted(...seen);
}

/** What the fields of BTC inscriptions mean, and where they lie; the input's first byte makes up what its coins are worth. */
function readMeanings(found: readonly Inscription[], input: Uint8Array): string[] {
  const tx = parseTx(input);
  if (!tx.ok) return [];
  const worth = tx.value.inputs.map((_input, at) => (at % 3 === 2 ? undefined : (input[0] ?? 0) * at));
  const claims = judgeParents(tx.value, found, (id) =>
    id.endsWith('0') ? undefined : (`${id.slice(0, 64)}_0` as never),
  );
  return found.flatMap((inscription, at) => {
    const { metadata, properties, ...fields } = readOrdFields(inscription);
    insist(
      (metadata?.length ?? 0) + (properties?.length ?? 0) <= input.length,
      'fields longer than the input',
    );
    const place = satPlace(tx.value, inscription, worth);
    insist(place.kind !== 'output' || place.vout < tx.value.outputs.length, 'an output that is not there');
    const standings = (claims[at] ?? []).map(({ standing }) => standing);
    return [...Object.keys(fields), curseOf(inscription) ?? 'no curse', place.kind, ...standings];
  });
}

const inscriptionsBsv: Parser = {
  name: 'inscriptions-bsv',
  samples: () => trees(bsvTransactions()),
  read: (input) => readAll(input, 'bsv'),
};

const inscriptionsBtc: Parser = {
  name: 'inscriptions-btc',
  samples: () => trees(btcTransactions()),
  read: (input) => readAll(input, 'btc'),
};

function readRecords(input: Uint8Array, chain: Chain): Outcome {
  const seen: string[] = [];
  let isKnown = false;
  for (const inscription of readInscriptions(input, chain)) {
    const record = decodeRecord(inscription);
    const held = protocolRecord.safeParse(record);
    insist(held.success, `a record outside of the union: ${held.error?.message ?? ''}`);
    insist(Object.getPrototypeOf(record) === Object.prototype, 'a record with the prototype of an input');
    seen.push(record.kind, ...record.issues.map(({ code }) => code));
    isKnown ||= record.kind !== 'unknown';
  }
  return isKnown ? accepted(...seen) : refused(...seen, 'none');
}

const recordBsv: Parser = {
  name: 'record-bsv',
  samples: () => trees(bsvTransactions()),
  read: (input) => readRecords(input, 'bsv'),
};

const recordBtc: Parser = {
  name: 'record-btc',
  samples: () => trees(btcTransactions()),
  read: (input) => readRecords(input, 'btc'),
};

const author: Parser = {
  name: 'author',
  // A signature is checked in a thousand times as long as it is read.
  every: 10,
  samples: () => trees([...signedTransactions(), ...bsvTransactions()]),
  read: (input) => {
    const tx = parseTx(input);
    if (!tx.ok) return refused(tx.issue.code);
    const seen = readInscriptions(input, 'bsv').map((inscription) => {
      const authorship = readAuthor(inscription, tx.value);
      insist(!('key' in authorship) || /^[0-9a-f]{40}$/.test(authorship.key), 'an author without a key');
      return authorship.signature;
    });
    return seen.length === 0 ? refused('none') : accepted(...seen);
  },
};

export const CONTENT_PARSERS: readonly Parser[] = [
  inscriptionsBsv,
  inscriptionsBtc,
  recordBsv,
  recordBtc,
  author,
];
