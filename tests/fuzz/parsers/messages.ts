import { feedContract } from '#lib/bridge/feed-messages.ts';
import { fromServiceWorkerSchema, toServiceWorkerSchema } from '#lib/bridge/sw-messages.ts';
import { concatBytes, equalBytes } from '#lib/bytes/concat.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { OCI_PAGE_BLOCKS, readOciPage } from '#lib/ledger/oci-pages.ts';
import { readDistrictRows } from '#lib/chain/sources/district-rows.ts';
import { appConfigSchema } from '#lib/client/config.ts';
import { BitswapFrames } from '#lib/p2p/bitswap-frames.ts';
import { checkProof } from '#lib/p2p/check-proof.ts';
import {
  decodeDrawerAnswer,
  decodeProofAnswer,
  encodeDrawerAnswer,
  encodeProofAnswer,
} from '#lib/p2p/given-message.ts';
import {
  encodeMessage,
  readAnnouncement,
  readHeadersAnswer,
  readHeadersQuestion,
  readProofQuestion,
  readRecentAnswer,
  readRecentQuestion,
} from '#lib/p2p/message.ts';
import { readTextTx } from '#lib/p2p/text-tx.ts';
import { bumpOf, encodeBump } from '#lib/proof/merkle-path.ts';
import { mineTestHeader } from '#tests/support/mined-headers.ts';
import { sampleRaw, txidOfRaw } from '#tests/support/sample-tx.ts';
import { accepted, insist, outcomeOf, refused, type Outcome, type Parser } from '../parser.ts';
import { bytes, number, run, type Part } from '../part.ts';
import { bitswapPart, headerPart } from '../samples/block-part.ts';
import { jsonPart } from '../samples/json-part.ts';
import { bsvTransactions } from '../samples/transactions.ts';
import { txPart } from '../samples/tx-part.ts';

const RAWS = [1, 2, 3].map(sampleRaw);
const TXIDS = RAWS.map(txidOfRaw);
const ADDRESS = '/ip4/127.0.0.1/tcp/3200/ws/p2p/12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA';

const HEADER = mineTestHeader({ merkleRoot: merkleRoot(TXIDS) });
const PROOFS = TXIDS.map((txid, at) => ({
  txid,
  bump: encodeBump(bumpOf(TXIDS, 5, [at])),
  header: HEADER.bytes,
}));

/** A reader of one message. What it accepts is read the same after it was written. */
function message(
  name: string,
  reader: (input: Uint8Array) => object | undefined,
  ...samples: readonly [object, ...object[]]
): Parser {
  const [first, ...rest] = samples;
  return {
    name,
    samples: () => [jsonPart(first), ...rest.map(jsonPart)],
    read: (input) => {
      const said = reader(input);
      if (said === undefined) return refused(whyNoJson(input));
      const written = encodeMessage(said);
      const again = reader(written);
      insist(
        again !== undefined && equalBytes(encodeMessage(again), written),
        'is read otherwise when written',
      );
      return accepted('ok');
    },
  };
}

/** Why bytes hold no JSON, as far as our reader says; `schema` when they hold some. */
function whyNoJson(input: Uint8Array): string {
  const text = decodeUtf8(input);
  const parsed = text === undefined ? undefined : parseJson(text);
  if (parsed === undefined) return 'not-utf8';
  return parsed.ok ? 'schema' : parsed.issue.code;
}

/** The part of a zod schema that is needed here. */
type Mouth = {
  readonly safeParse: (value: unknown) => { readonly success: boolean; readonly data?: unknown };
};

/** A schema at a mouth, fed with JSON. What it accepts, it accepts again. */
function mouth(name: string, schema: Mouth, ...samples: readonly [object, ...object[]]): Parser {
  const [first, ...rest] = samples;
  return {
    name,
    samples: () => [jsonPart(first), ...rest.map(jsonPart)],
    read: (input) => {
      const text = decodeUtf8(input);
      const parsed = text === undefined ? undefined : parseJson(text);
      if (parsed?.ok !== true) return refused(whyNoJson(input));
      const taken = schema.safeParse(parsed.value);
      if (!taken.success) return refused('schema');
      insist(schema.safeParse(taken.data).success, 'does not accept what it gave');
      return accepted('ok');
    },
  };
}

const json: Parser = {
  name: 'json',
  samples: () => [
    jsonPart({
      p: 'bitter',
      op: 'post',
      text: 'a "quoted" \\ text',
      list: [1, [2, [3, null]]],
      more: { a: { b: true } },
    }),
    jsonPart([{ a: 1 }, 'two', 3.5e10, false]),
  ],
  read: (input) => {
    const text = decodeUtf8(input);
    if (text === undefined) return refused('not-utf8');
    for (const trailingCommas of [false, true]) {
      const parsed = parseJson(text, { trailingCommas });
      if (parsed.ok) {
        insist(depthOf(parsed.value) <= 16, 'deeper than is allowed');
        return accepted(trailingCommas ? 'ok-without-commas' : 'ok');
      }
    }
    return outcomeOf(input, parseJson(text), () => undefined);
  },
};

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

const pathPart = ({ bump, header }: (typeof PROOFS)[number]): Part =>
  run(number(2, bump.length), bytes(bump), bytes(header));

const proofsPart = (...proofs: typeof PROOFS): Part =>
  run(
    number(1, 1),
    ...proofs.map((each) => run(bytes(fromHex(each.txid) ?? new Uint8Array(0)), pathPart(each))),
  );

const proof: Parser = {
  name: 'proof-answer',
  samples: () => [proofsPart(...PROOFS), proofsPart(...PROOFS.slice(0, 1))],
  read: (input) => {
    const claims = decodeProofAnswer(input);
    if (claims === undefined) return refused('none');
    insist(equalBytes(encodeProofAnswer(claims), input), 'is written otherwise');
    const seen: string[] = [];
    for (const claimed of claims) {
      const checked = checkProof(claimed);
      if (checked.ok) insist(checked.value >= 0, 'a height below zero');
      seen.push(checked.ok ? 'ok' : checked.issue.code);
    }
    return seen.includes('ok') ? accepted(...seen) : refused(...seen, 'none');
  },
};

const drawer: Parser = {
  name: 'drawer-answer',
  samples: () => [
    run(
      number(1, 1),
      number(1, 0),
      ...RAWS.map((raw, at) => {
        const path = PROOFS[at];
        const said = path === undefined || at === 0 ? [number(1, 0)] : [number(1, 1), pathPart(path)];
        return run(number(2, raw.length), bytes(raw), ...said);
      }),
    ),
    run(number(1, 1), number(1, 1)),
  ],
  read: (input) => {
    const answer = decodeDrawerAnswer(input);
    if (answer === undefined) return refused('none');
    insist(equalBytes(encodeDrawerAnswer(answer), input), 'is written otherwise');
    return accepted(answer.narrower === true ? 'narrower' : 'ok');
  },
};

const headers: Parser = {
  name: 'headers-answer',
  samples: () => [run(...[1, 2, 3].map((time) => headerPart({ ...HEADER, time })))],
  read: (input) => {
    const found = readHeadersAnswer(input);
    insist(
      found.every(({ length }) => length === 80),
      'a header that has not 80 bytes',
    );
    return found.length === 0 ? refused('none') : accepted('ok');
  },
};

/** Blocks that go by, cut at a place that the bytes themselves choose. */
const bitswap: Parser = {
  name: 'bitswap',
  samples: () => [
    bitswapPart(RAWS),
    bitswapPart(RAWS.slice(0, 1)),
    run(bitswapPart(RAWS.slice(0, 1)), bitswapPart([new Uint8Array(300)])),
  ],
  read: (input): Outcome => {
    const whole = new BitswapFrames().push(input);
    const cut = input.length === 0 ? 0 : (input[input.length - 1] ?? 0) % input.length;
    const frames = new BitswapFrames();
    const inParts = [...frames.push(input.slice(0, cut)), ...frames.push(input.slice(cut))];
    insist(equalBytes(concatBytes(whole), concatBytes(inParts)), 'other blocks when the stream is cut');
    insist(concatBytes(whole).length <= input.length, 'more bytes than came');
    return whole.length === 0 ? refused('none') : accepted('ok');
  },
};

const textTx: Parser = {
  name: 'shelf-tx',
  samples: () => {
    const [first, ...rest] = bsvTransactions();
    return [txPart(first), ...rest.map(txPart)];
  },
  read: (input) => outcomeOf(input, readTextTx(input), (txid) => insist(txid.length === 64, 'no txid')),
};

/** A list of districts as others have made it: a head, and a line for each. */
const districtRows: Parser = {
  name: 'district-rows',
  samples: () => {
    const text = (words: string): Part => bytes(encodeUtf8(words));
    const digits = (words: string): Part => ({ kind: 'token', text: words });
    const row = (height: number): Part =>
      run(
        text('\n'),
        digits(`${height}`),
        text(','),
        digits('ab'.repeat(32)),
        text('i0,'),
        digits('1234567890'),
      );
    const rows = [7, 12_345, 500_000, 839_999].map(row);
    return [run(text('bitmap,inscription_id,sat'), ...rows)];
  },
  read: (input) => {
    const text = decodeUtf8(input);
    if (text === undefined) return refused('not-utf8');
    return outcomeOf(input, readDistrictRows('list', text), ({ byHeight }) => {
      insist(byHeight.size * 68 <= input.length, 'more rows than the input can hold');
    });
  },
};

/** A page of the index that Bitmap OCI inscribed: two lists of numbers in whatever brackets. */
const ociPage: Parser = {
  name: 'oci-page',
  samples: () => {
    const text = (words: string): Part => bytes(encodeUtf8(words));
    const digits = (words: string): Part => ({ kind: 'token', text: words });
    const list = (...numbers: readonly number[]): Part[] =>
      numbers.flatMap((number, at) => [...(at === 0 ? [] : [text(',\n  ')]), digits(`${number}`)]);
    return [
      run(text('[['), ...list(393_366_314_270, 546, 3_835), text('],['), ...list(7, 0, 99_999), text(']]')),
    ];
  },
  read: (input) => {
    const text = decodeUtf8(input);
    if (text === undefined) return refused('not-utf8');
    return outcomeOf(input, readOciPage(text), ({ sats, count }) => {
      insist(sats.length === OCI_PAGE_BLOCKS, 'a page of another length');
      insist(sats.filter((sat) => sat !== 0).length === count, 'more or fewer districts than it counts');
    });
  },
};

const CONFIG = {
  build: 'b1',
  network: 'devnet',
  era: 'abc',
  sources: [{ name: 'local', kind: '1sat-stack', url: 'http://127.0.0.1:3100/1sat' }],
  blocks: [{ name: 'local', kind: 'esplora', url: 'http://127.0.0.1:3100/esplora' }],
  broadcasters: [{ name: 'local', kind: 'arc', url: 'https://arc.example/' }],
  relays: [ADDRESS],
  faucet: 'http://127.0.0.1:3100/dev/faucet',
  satsPerKilobyte: 100,
};

const POST = {
  id: `${'ab'.repeat(32)}_0`,
  txid: 'ab'.repeat(32),
  chain: 'bsv',
  author: { key: '01'.repeat(20), handle: 'a', standing: 'verified', signature: 'sigma' },
  text: 'hello',
  media: { kind: 'image', id: `${'ab'.repeat(32)}_0`, contentType: 'image/png', bytes: 3 },
  replyTo: { txid: 'cd'.repeat(32), excerpt: 'words' },
  counts: { replies: 0, reposts: 1, likes: 2 },
  verdict: { state: 'proven', place: { height: 1, hash: 'ef'.repeat(32), index: 0, time: 5 } },
  bytes: 300,
  heldSince: 1,
  from: 'local',
};

export const MESSAGE_PARSERS: readonly Parser[] = [
  json,
  message(
    'announcement',
    readAnnouncement,
    { v: 1, txids: TXIDS, addrs: [ADDRESS] },
    { v: 1, txids: [], addrs: [] },
  ),
  message(
    'recent-question',
    readRecentQuestion,
    { v: 1, network: 'devnet', before: 17 },
    { v: 1, network: 'main' },
  ),
  message('recent-answer', readRecentAnswer, { v: 1, txids: TXIDS, before: 3 }),
  message('proof-question', readProofQuestion, { v: 1, network: 'test', txids: TXIDS }),
  drawer,
  message('headers-question', readHeadersQuestion, { v: 1, network: 'main', from: 800_000 }),
  headers,
  proof,
  bitswap,
  textTx,
  districtRows,
  ociPage,
  mouth('config', appConfigSchema, CONFIG),
  mouth('to-service-worker', toServiceWorkerSchema, { type: 'SKIP_WAITING' }),
  mouth('from-service-worker', fromServiceWorkerSchema, { type: 'WAKE_OUTBOX' }, { type: 'SHELL_CHANGED' }),
  mouth('timeline-question', feedContract.calls.timeline.ask, {
    of: { kind: 'author', key: '01' },
    limit: 50,
  }),
  mouth('timeline-page', feedContract.calls.timeline.answer, { posts: [POST], next: 'x' }),
];
