import { asSats, asTxid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { OP, p2pkhScript, pushData } from '#lib/chain/script.ts';
import { encodeTx } from '#lib/chain/tx.ts';
import { encodeEnvelope } from '#lib/envelopes/index.ts';
import { encodeB } from '#lib/protocols/b.ts';
import { encodePost } from '#lib/protocols/index.ts';
import { layOut } from '#tests/fuzz/part.ts';
import { cborPart, type Cbor } from '#tests/fuzz/samples/cbor-part.ts';
import { txWithOutputs } from './tx-with.ts';

/** A place on the chain where a stranger's words stand, with every payload in it, many to a transaction. */
export type HostilePlace = {
  readonly name: string;
  readonly chain: 'bsv' | 'btc';
  readonly txs: readonly Uint8Array[];
  /** How many payloads it holds. */
  readonly payloads: number;
};

const OWNER = new Uint8Array(20).fill(7);
const MAP = '1PuQa7K62MiKCtssSLKy1kh56WWU7MtUR5';
const BAP = '1BAPSuaPnfGnSBM3GLV9yhxUdYe4vGbdMT';
const B = '19HxigV4QyBv3tHpQVcUEQyq1pzZVdoAut';
/** Every so many-th payload stands where an output has room for one value. */
const EACH = 24;
/** Longest type, file name or encoding that is read, in bytes. */
const SHORT = 255;

/** Lists whose texts have at most so many bytes together, with one between them. */
function groups(texts: readonly string[], most: number): string[][] {
  const cut: string[][] = [[]];
  let size = 0;
  for (const text of texts) {
    const bytes = encodeUtf8(text).length + 1;
    if (size + bytes > most && size > 0) {
      cut.push([]);
      size = 0;
    }
    size += bytes;
    cut.at(-1)?.push(text);
  }
  return cut;
}

const push = (text: string): Uint8Array => pushData(encodeUtf8(text));
const tape = (...cells: readonly string[]): Uint8Array =>
  concatBytes([Uint8Array.of(OP.RETURN), ...cells.map(push)]);
const inscribed = (contentType: string, body: string, tail: readonly string[] = []): Uint8Array =>
  txWithOutputs({
    script: concatBytes([
      encodeEnvelope({ contentType, body: encodeUtf8(body) }),
      p2pkhScript(OWNER),
      ...(tail.length === 0 ? [] : [tape(...tail)]),
    ]),
  });
const data = (script: Uint8Array): Uint8Array =>
  txWithOutputs({ sats: 0, script: concatBytes([Uint8Array.of(OP.FALSE), script]) });

let reveals = 0;

/** A reveal of BTC whose envelope holds these pushes; each has a name of its own, which does not cover its witness. */
function reveal(...pushes: readonly Uint8Array[]): Uint8Array {
  reveals += 1;
  const envelope = [Uint8Array.of(OP.FALSE, OP.IF), push('ord'), ...pushes, Uint8Array.of(OP.ENDIF)];
  return encodeTx({
    version: 2,
    inputs: [
      {
        prevTxid: asTxid('11'.repeat(32)),
        prevVout: reveals,
        script: new Uint8Array(0),
        sequence: 0xffff_ffff,
        witness: [new Uint8Array(64), concatBytes(envelope), new Uint8Array(33).fill(0xc0)],
      },
    ],
    outputs: [{ sats: asSats(546), script: Uint8Array.of(OP.ONE) }],
    lockTime: 0,
  });
}
const tag = (number: number): Uint8Array => pushData(Uint8Array.of(number));
const BODY = Uint8Array.of(OP.FALSE);

/** Every payload in every place of a transaction whose words are shown. */
export function hostilePlaces(payloads: readonly string[]): readonly HostilePlace[] {
  const words = payloads.filter((text) => text !== '' && text.isWellFormed());
  const cells = words.filter(
    (text) => encodeUtf8(text).length <= SHORT && !['|', ':::'].includes(text) && !text.includes('\0'),
  );
  const all = words.join('\n');
  // Of what an output says once, only some: each costs a screen of its own. A test of the screens' parts has all of them.
  const some = cells.filter((_text, at) => at % EACH === 0);
  const few = groups(some, SHORT).map((texts) => texts.join(' '));
  const map = (fields: readonly string[]): readonly string[] => [
    MAP,
    'SET',
    'app',
    'x',
    'type',
    'ord',
    ...fields,
  ];
  const rows = groups(cells, 8_000).flatMap((some) => groups(some, 4_000));
  const tree: Cbor = new Map(words.map((text, at): [Cbor, Cbor] => [`${at} ${text}`, [text]]));
  const place = (
    name: string,
    chain: 'bsv' | 'btc',
    payloadCount: number,
    txs: readonly Uint8Array[],
  ): HostilePlace => ({
    name,
    chain,
    payloads: payloadCount,
    txs,
  });
  const bsv = (name: string, txs: readonly Uint8Array[], count = words.length) =>
    place(name, 'bsv', count, txs);
  const btc = (name: string, txs: readonly Uint8Array[], count = words.length) =>
    place(name, 'btc', count, txs);
  const posts = groups(words, 6_000).map((some) => some.join('\n'));
  return [
    bsv(
      'words of a post',
      posts.map((text) => txWithOutputs(encodePost({ text, owner: OWNER }))),
    ),
    bsv(
      'words on a tape',
      posts.map((text) =>
        data(
          concatBytes([
            Uint8Array.of(OP.RETURN),
            encodeB(text, 'text/markdown'),
            push('|'),
            ...[MAP, 'SET', 'app', 'x', 'type', 'post'].map(push),
          ]),
        ),
      ),
    ),
    bsv(
      'link in a post',
      groups(
        words.map((text) => `https://a.example/${text}`),
        6_000,
      ).map((some) => txWithOutputs(encodePost({ text: some.join(' \n'), owner: OWNER }))),
    ),
    bsv(
      'name of a person',
      few.map((text) =>
        data(
          tape(
            BAP,
            'ALIAS',
            'Go8vCHAa4S6AhXKTABGpANiz35J',
            JSON.stringify({ '@type': 'Person', alternateName: text, description: text }),
          ),
        ),
      ),
      some.length,
    ),
    bsv('text', [inscribed('text/plain', all)]),
    bsv('Markdown', [inscribed('text/markdown', all)]),
    bsv('code', [inscribed('text/javascript', all)]),
    bsv('source of a page', [inscribed('text/html', `<!doctype html>${all}`)]),
    bsv(
      'drawing',
      groups(words, 20_000).map((some) =>
        inscribed(
          'image/svg+xml',
          `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${some.join('')}</svg>`,
        ),
      ),
    ),
    bsv('what a picture is not', [inscribed('image/png', all)]),
    bsv(
      'keys and values of JSON',
      groups(words, 9_000)
        .flatMap((some) => [some.slice(0, 200), some.slice(200)])
        .filter(({ length }) => length > 0)
        .map((some) =>
          inscribed('application/json', JSON.stringify(Object.fromEntries(some.map((text) => [text, text])))),
        ),
    ),
    bsv(
      'keys and values of MAP',
      rows.map((some) => inscribed('text/plain', 'map', map(some.flatMap((text) => [text, text])))),
      cells.length,
    ),
    bsv(
      'declared type',
      few.map((text) => inscribed(text, 'x')),
      some.length,
    ),
    bsv(
      'file name',
      few.map((text) => data(tape(B, 'x', 'text/plain', 'utf-8', text))),
      some.length,
    ),
    btc('metadata', [
      reveal(tag(1), push('text/plain'), tag(5), pushData(layOut(cborPart(tree))), BODY, push('metadata')),
    ]),
    btc(
      'metaprotocol',
      few.map((text) => reveal(tag(7), push(text), BODY, push('x'))),
      some.length,
    ),
    btc('operations of a script', [reveal(...words.map(push))]),
  ];
}
