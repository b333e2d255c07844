import { toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import type { PoolTx } from './pool-tx.ts';

/** What a transaction of the tests claims, by output. */
export type PoolClaim =
  | { readonly kind: 'handle'; readonly vout: number; readonly name: string }
  | { readonly kind: 'district'; readonly vout: number; readonly height: number }
  | { readonly kind: 'parcel'; readonly vout: number; readonly index: number; readonly height: number };

export type ClaimingTx = PoolTx & {
  readonly claims: readonly PoolClaim[];
  /** A BAP `ID` record in it: who signed it, and the key that it names. */
  readonly identity?: { readonly signer: string; readonly key?: string };
};

type Standing = { readonly first: Outpoint; readonly holder: string; readonly rivals: readonly Outpoint[] };

/** Everything that the rules say about a chain of blocks. */
export type ReferenceState = {
  readonly handles: Readonly<Record<string, Standing>>;
  readonly districts: Readonly<Record<string, Standing>>;
  readonly parcels: Readonly<Record<string, Standing>>;
  /** Signing keys of the one identity of the tests, link by link, with the height from which each counts. */
  readonly links: readonly {
    readonly signer: string;
    readonly key: string | undefined;
    readonly from: number;
  }[];
};

/** A satoshi of an output: the claims that it carries. */
type Satoshi = Outpoint[];
/** A coin of an amount that nobody has shown. */
const LOST = 'lost';

/**
 * The rules of claims and ordinals in their plainest form: every satoshi of every output is a list of the claims that
 * ride on it, and the whole chain is read again for every answer.
 */
export function readChain(blocks: readonly (readonly ClaimingTx[])[], root: string): ReferenceState {
  const coins = new Map<Outpoint, Satoshi[]>();
  const holders = new Map<Outpoint, string>();
  const claims = new Map<string, Outpoint[]>();
  const cuts = new Map<string, { readonly id: Outpoint; readonly district: readonly Outpoint[] }[]>();
  const links: { signer: string; key: string | undefined; from: number }[] = [];
  const enter = (name: string, id: Outpoint): void =>
    void claims.set(name, [...(claims.get(name) ?? []), id]);

  for (const [height, block] of blocks.entries()) {
    for (const { txid, inputs, outputs, claims: made, identity } of block) {
      const firstInput = (coins.get(inputs[0] as Outpoint) ?? [])[0] ?? [];
      const stream: (Satoshi | typeof LOST)[] = inputs.flatMap<Satoshi | typeof LOST>(
        (input) => coins.get(input) ?? [LOST],
      );
      const lostAt = stream.indexOf(LOST);
      for (const [at, satoshi] of stream.entries()) {
        // What follows a coin of unknown size may be anywhere.
        if (satoshi !== LOST) for (const id of satoshi) holders.set(id, '');
        if (lostAt >= 0 && at >= lostAt) stream[at] = [];
      }
      for (const input of inputs) coins.delete(input);
      const rest = stream.map((satoshi) => (satoshi === LOST ? [] : satoshi));
      for (const [vout, { sats, owner }] of outputs.entries()) {
        const taken = rest.splice(0, sats);
        const own: Satoshi[] = Array.from({ length: sats }, (_, at) => (sats === 1 ? (taken[at] ?? []) : []));
        const claim = made.find((each) => each.vout === vout);
        const id = toOutpoint(txid, vout);
        if (claim !== undefined && own[0] !== undefined) own[0] = [...own[0], id];
        for (const satoshi of own) for (const each of satoshi) holders.set(each, owner);
        coins.set(id, own);
        if (claim?.kind === 'handle') enter(`handle ${claim.name}`, id);
        if (claim?.kind === 'district' && claim.height <= height) enter(`district ${claim.height}`, id);
        if (claim?.kind === 'parcel' && vout === 1) {
          const name = `parcel ${claim.index}.${claim.height}`;
          const returned = (coins.get(toOutpoint(txid, 0))?.length === 1 && firstInput) || [];
          const list = cuts.get(name) ?? [];
          cuts.set(name, [...list, { id, district: returned }]);
        }
      }
      if (identity !== undefined) {
        const last = links.at(-1);
        const isEnded = last !== undefined && last.key === undefined;
        const by = last === undefined || identity.key === undefined ? root : last.key;
        // A first record that ends the identity is signed by the root as well, and one link is enough of it.
        if (!isEnded && identity.signer === by)
          links.push({ signer: identity.signer, key: identity.key, from: height });
      }
    }
  }
  const standings = (prefix: string): Record<string, Standing> =>
    Object.fromEntries(
      [...claims]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, [first, ...rivals]]) => [
          name.slice(prefix.length),
          { first: first as Outpoint, holder: holders.get(first as Outpoint) ?? '', rivals },
        ]),
    );
  const districts = standings('district ');
  for (const [name, list] of cuts) {
    const height = name.slice(name.indexOf('.') + 1);
    for (const { id, district } of list) {
      const winner = districts[height]?.first;
      if (winner !== undefined && district.includes(winner)) enter(name, id);
    }
  }
  return { handles: standings('handle '), districts, parcels: standings('parcel '), links };
}
