import { TRAITS, traitNamed, type Trait } from './traits.ts';
import type { Range } from './world.ts';

/** What somebody looks for on the map. */
export type LandQuery =
  | { readonly kind: 'height'; readonly height: number }
  | { readonly kind: 'range'; readonly range: Range }
  /** A handle with `.bitter`, or hash160 of a key in hex. */
  | { readonly kind: 'holder'; readonly who: string }
  | { readonly kind: 'trait'; readonly trait: Trait }
  /** A day of UTC, as `2009-01-03`. */
  | { readonly kind: 'day'; readonly day: string }
  /** Transactions of a block, at least or at most so many. */
  | { readonly kind: 'size'; readonly least: number; readonly most: number }
  /** A claim of BTC, by its inscription id. */
  | { readonly kind: 'claim'; readonly id: string }
  | { readonly kind: 'state'; readonly state: 'free' | 'claimed' | 'mine' | 'followed' };

const HIGHEST = 99_999_999;
const MOST_PARCELS = 1_000_000_000;

/**
 * Reads what was typed: `840000`, `840000.bitmap`, `100-200`, `mira.bitter`, a key, `palindromes`, `2009-01-03`,
 * `> 1000`, `free`. `undefined` for anything else.
 */
export function readLandQuery(typed: string): LandQuery | undefined {
  const text = typed.trim().toLowerCase();
  return (
    readHeights(text) ??
    readClaim(text) ??
    readHolder(text) ??
    readDay(text) ??
    readSize(text) ??
    readState(text) ??
    readTrait(text)
  );
}

const numberOf = (digits: string | undefined): number => Number((digits ?? '').replaceAll(',', ''));

function readHeights(text: string): LandQuery | undefined {
  const one = /^(0|[1-9][\d,]{0,10})(?:\.bitmap)?$/.exec(text)?.[1];
  if (one !== undefined && numberOf(one) <= HIGHEST) return { kind: 'height', height: numberOf(one) };
  const [, low, high] = /^([\d,]{1,11})\s*(?:-|–|to|\.\.)\s*([\d,]{1,11})$/.exec(text) ?? [];
  if (low === undefined || high === undefined) return undefined;
  const [from, to] = [numberOf(low), numberOf(high)];
  return from <= to && to <= HIGHEST ? { kind: 'range', range: { from, to } } : undefined;
}

const readClaim = (text: string): LandQuery | undefined =>
  /^[0-9a-f]{64}i(?:0|[1-9]\d{0,5})$/.test(text) ? { kind: 'claim', id: text } : undefined;

const readHolder = (text: string): LandQuery | undefined =>
  /^(?:[0-9a-f]{40}|[^\s.]{1,64}\.bitter)$/.test(text) ? { kind: 'holder', who: text } : undefined;

const readDay = (text: string): LandQuery | undefined =>
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(text) ? { kind: 'day', day: text } : undefined;

function readSize(text: string): LandQuery | undefined {
  const [, sign, digits] =
    /^(<|>|<=|>=|=)\s*([\d,]{1,11})(?:\s*(?:parcels|tx|transactions))?$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const size = numberOf(digits);
  const least = sign === '>' ? size + 1 : sign.startsWith('<') ? 0 : size;
  const most = sign === '<' ? size - 1 : sign.startsWith('>') ? MOST_PARCELS : size;
  return { kind: 'size', least, most };
}

function readState(text: string): LandQuery | undefined {
  switch (text) {
    case 'free':
    case 'claimed':
    case 'mine':
    case 'followed':
      return { kind: 'state', state: text };
    default:
      return undefined;
  }
}

function readTrait(text: string): LandQuery | undefined {
  const trait = traitNamed(text);
  return trait === undefined ? undefined : { kind: 'trait', trait };
}

/** The first heights from `from` to `to` that fit, at most `most`, and how many there are in all. */
export function fitting(
  { from, to }: Range,
  fits: (height: number) => boolean,
  most: number,
): { readonly heights: readonly number[]; readonly count: number } {
  const heights: number[] = [];
  let count = 0;
  for (let height = from; height <= to; height += 1) {
    if (!fits(height)) continue;
    count += 1;
    if (heights.length < most) heights.push(height);
  }
  return { heights, count };
}

/** Traits that a number alone decides. */
export const NUMBER_TRAITS: readonly Trait[] = TRAITS.filter((trait) => trait.byNumber);
