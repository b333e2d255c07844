import { outpointTxid, type Outpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { encodeEnvelope } from '#lib/envelopes/index.ts';
import { encodeB } from '#lib/protocols/b.ts';
import {
  encodeDistrictClaim,
  encodeHandleClaim,
  encodeLike,
  encodePost,
  encodeReply,
  encodeRepost,
  type OutputDraft,
} from '#lib/protocols/index.ts';
import { encodeMap } from '#lib/protocols/map.ts';
import { encodeTapes } from '#lib/protocols/tape.ts';
import type { Chain } from '../chain.ts';
import type { Faucet } from '../faucet.ts';
import { keyFrom } from '../keys.ts';
import { payTo } from '../spend.ts';
import { Author } from './author.ts';
import type { Act, Scene } from './scene.ts';

const COINS_EACH = 6;
const COIN_SATS = 20_000;

/** A post with a picture: the picture in the envelope, its words on a B tape. */
function encodePicture(png: Uint8Array, text: string, owner: Uint8Array): OutputDraft {
  const tapes = [
    encodeB(text, 'text/plain'),
    encodeMap([
      ['app', 'nabo'],
      ['type', 'post'],
    ]),
  ];
  const envelope = encodeEnvelope({ contentType: 'image/png', body: png });
  return { sats: 1, script: concatBytes([envelope, p2pkhScript(owner), encodeTapes(tapes)]) };
}

function encodePage(html: string, owner: Uint8Array): OutputDraft {
  const envelope = encodeEnvelope({ contentType: 'text/html;charset=utf-8', body: encodeUtf8(html) });
  return { sats: 1, script: concatBytes([envelope, p2pkhScript(owner)]) };
}

/** Plays `act` as `author`; `named` finds the post that another act gave a name. */
function play(act: Act, author: Author, named: (name: string) => Outpoint): Outpoint {
  const owner = author.key.hash160;
  if ('claims' in act) return author.act(encodeHandleClaim(act.claims, owner));
  if ('settles' in act) return author.act(encodeDistrictClaim(act.settles, owner));
  if ('likes' in act) return author.act(encodeLike(outpointTxid(named(act.likes))));
  if ('reposts' in act) return author.act(encodeRepost(outpointTxid(named(act.reposts))));
  if ('builds' in act) return author.sign(encodePage(act.builds, owner));
  if ('shows' in act) return author.sign(encodePicture(act.shows, act.says, owner));
  const words = { text: act.says, owner, ...(act.handle === undefined ? {} : { handle: act.handle }) };
  return author.sign(
    'answers' in act ? encodeReply({ ...words, to: named(act.answers) }) : encodePost(words),
  );
}

/** Gives everybody coins to begin with, in one transaction of the faucet. */
function gather(chain: Chain, faucet: Faucet, names: readonly string[]): ReadonlyMap<string, Author> {
  const cast = new Map(names.map((name) => [name, new Author(chain, keyFrom(`neighbour ${name}`))]));
  const owners = [...cast.values()].flatMap((author) => Array.from({ length: COINS_EACH }, () => author));
  const { txid } = faucet.payOut(owners.map(({ key }) => payTo(key, COIN_SATS)));
  for (const [vout, author] of owners.entries())
    author.addCoin({ txid, vout, sats: COIN_SATS, key: author.key });
  return cast;
}

/** Tells a story on the chain: every scene a block, from `startTime` (seconds since 1970) on. */
export function tellStory(
  { chain, faucet }: { readonly chain: Chain; readonly faucet: Faucet },
  story: readonly Scene[],
  names: readonly string[],
  startTime: number,
): void {
  const cast = gather(chain, faucet, names);
  chain.mine(startTime - 60);
  const posts = new Map<string, Outpoint>();
  const named = (name: string): Outpoint => {
    const outpoint = posts.get(name);
    if (outpoint === undefined) throw new Error(`the story points at "${name}" before it is told`);
    return outpoint;
  };
  for (const { hours, acts } of story) {
    for (const act of acts) {
      const author = cast.get(act.who);
      if (author === undefined) throw new Error(`the story has nobody called "${act.who}"`);
      const outpoint = play(act, author, named);
      if ('as' in act && act.as !== undefined) posts.set(act.as, outpoint);
    }
    chain.mine(startTime + Math.round(hours * 3600));
  }
}
