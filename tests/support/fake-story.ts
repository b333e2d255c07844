import { asBlockHash, asTxid, type Outpoint, toOutpoint } from '#lib/bytes/brand.ts';
import { sha256 } from '#lib/bytes/hash.ts';
import { toHex } from '#lib/bytes/hex.ts';
import type { AuthorView, PostView } from '#lib/feed/post-view.ts';
import type { BlockPlace } from '#lib/proof/verdict.ts';

/** Ids and keys that look like real ones and are the same in every run. */
export const hashOf = (name: string): string => toHex(sha256(new TextEncoder().encode(name)));
export const keyOf = (name: string): string => hashOf(`key of ${name}`).slice(0, 40);
export const idOf = (name: string): Outpoint => toOutpoint(asTxid(hashOf(name)), 0);

const BASE_58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** A peer id in the form that libp2p gives to Ed25519 keys. */
export const peerOf = (name: string): string =>
  `12D3KooW${Array.from({ length: 44 }, (_, index) => {
    const at = Number.parseInt(hashOf(`peer ${name}`).slice(index, index + 2), 16);
    return BASE_58[at % BASE_58.length];
  }).join('')}`;

export const TIP = 14_204;

export const placeAt = (height: number, time: number): BlockPlace => ({
  height,
  hash: asBlockHash(hashOf(`block ${height}`)),
  index: 3,
  time: Math.floor(time / 1000),
});

export const author = (name: string): AuthorView => ({
  key: keyOf(name),
  handle: name,
  standing: 'verified',
  signature: 'sigma',
});

type Telling = Partial<Omit<PostView, 'id' | 'txid'>> & { readonly name: string; readonly text: string };

/** A post with the usual particulars filled in; `name` gives it its id. */
export function post({ name, text, ...rest }: Telling): PostView {
  return {
    id: idOf(name),
    txid: asTxid(hashOf(name)),
    chain: 'bsv',
    author: author('runa'),
    text,
    counts: { replies: 0, reposts: 0, likes: 0 },
    verdict: { state: 'proven', place: placeAt(TIP - 4, rest.heldSince ?? 0) },
    bytes: 512,
    heldSince: 0,
    from: 'devnet',
    ...rest,
  };
}

const MINUTE = 60_000;

/** A quiet evening on a street: a talk, a picture, a false name, a stranger and a block that was replaced. */
export function streetStory(now: number): readonly PostView[] {
  const ago = (minutes: number): number => now - minutes * MINUTE;
  const bench = post({
    name: 'bench',
    author: author('runa'),
    text: 'Put a bench outside my door. Whoever sits down first has to tell the others how the block went.',
    counts: { replies: 3, reposts: 4, likes: 21 },
    heldSince: ago(31),
    verdict: { state: 'proven', place: placeAt(TIP - 12, ago(31)) },
  });
  const answer = post({
    name: 'answer',
    author: author('tobi'),
    text: 'Sat down. It was a small block, but a tidy one.',
    replyTo: { txid: bench.txid, id: bench.id, author: bench.author, excerpt: bench.text },
    counts: { replies: 1, reposts: 0, likes: 9 },
    heldSince: ago(28),
    verdict: { state: 'proven', place: placeAt(TIP - 11, ago(28)) },
  });
  const soup = post({
    name: 'soup',
    author: author('ines'),
    text: 'Soup is on at 19:00, as every Thursday. Bring a spoon and one thing that you did not say out loud this week.\n\n#soup at 1204.bitmap, ask @tobi for the key. The recipe: https://soup.example/leek?portions=12',
    counts: { replies: 6, reposts: 2, likes: 48 },
    heldSince: ago(52),
    from: peerOf('number seven'),
    delivery: {
      kind: 'neighbour',
      name: peerOf('number seven'),
      at: ago(52),
      bytes: 512,
      ms: 43,
    },
    verdict: { state: 'proven', place: placeAt(TIP - 20, ago(52)) },
  });
  return [
    post({
      name: 'stranger',
      author: { key: keyOf('stranger'), signature: 'input' },
      text: 'Is this thing on? I have no name yet, only a key and an opinion about benches.',
      counts: { replies: 0, reposts: 0, likes: 1 },
      heldSince: ago(2),
      verdict: { state: 'signed' },
    }),
    answer,
    bench,
    post({
      name: 'replaced',
      author: author('odd'),
      text: 'My post went into a block, came out again, and says it has seen the world now.',
      counts: { replies: 0, reposts: 1, likes: 5 },
      heldSince: ago(40),
      verdict: { state: 'orphaned', last: placeAt(TIP - 14, ago(40)) },
    }),
    soup,
    post({
      name: 'false-name',
      author: { key: keyOf('somebody'), handle: 'ines', standing: 'not-verified', signature: 'sigma' },
      text: 'Soup is cancelled. Send me your spoons instead.',
      counts: { replies: 4, reposts: 0, likes: 0 },
      heldSince: ago(66),
      verdict: { state: 'proven', place: placeAt(TIP - 26, ago(66)) },
    }),
    post({
      name: 'harbour',
      author: author('mikkel'),
      text: 'Drew the harbour from the window, in four colours, because that is how many pencils I own.',
      media: { kind: 'image', id: idOf('harbour'), contentType: 'image/png', bytes: 18_432 },
      counts: { replies: 2, reposts: 7, likes: 63 },
      heldSince: ago(95),
      verdict: { state: 'proven', place: placeAt(TIP - 40, ago(95)) },
    }),
    post({
      name: 'rtl',
      author: author('samira'),
      text: 'مساء الخير يا جيران، الخبز جاهز والباب مفتوح.',
      counts: { replies: 1, reposts: 0, likes: 17 },
      heldSince: ago(130),
      verdict: { state: 'proven', place: placeAt(TIP - 55, ago(130)) },
    }),
    post({
      name: 'long',
      author: author('tobi'),
      text: Array.from(
        { length: 16 },
        (_, line) => `${line + 1}. A rule of the bench that nobody asked for.`,
      ).join('\n'),
      counts: { replies: 0, reposts: 0, likes: 3 },
      heldSince: ago(200),
      verdict: { state: 'proven', place: placeAt(TIP - 80, ago(200)) },
    }),
    ...Array.from({ length: 70 }, (_, index) =>
      post({
        name: `older ${index}`,
        author: author(['runa', 'tobi', 'ines', 'odd', 'mikkel', 'samira'][index % 6] ?? 'runa'),
        text: `Note ${70 - index} from the street: ${['the lamp is out again', 'somebody left a scarf', 'the cat of number seven is back', 'fog, and no ferry'][index % 4]}.`,
        counts: { replies: index % 3, reposts: 0, likes: (index * 7) % 20 },
        heldSince: ago(260 + index * 45),
        verdict: { state: 'proven', place: placeAt(TIP - 100 - index, ago(260 + index * 45)) },
      }),
    ),
  ];
}
