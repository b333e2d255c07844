import { useCallback, useMemo, useState } from 'react';
import type { DistrictView } from '#lib/client/client.ts';
import { streetOf, type Plate } from '#lib/plots/street.ts';
import { volumesOf, type Volumes } from '#lib/plots/volumes.ts';
import { useLand } from '../use-answers.ts';
import { useDistricts } from './use-districts.ts';
import { squaresOf, type Measure, type Squares, type Transactions } from './measure.ts';

/** A district of the street with what it is built of. */
export type Built = { readonly district: DistrictView; readonly squares: Squares; readonly volumes: Volumes };

type Street = {
  readonly plates: readonly Plate[];
  readonly built: ReadonlyMap<number, Built>;
  /** Reads districts that somebody comes near to. */
  readonly ask: (heights: readonly number[]) => void;
};

/** So many districts are kept besides the one in the middle; those that were asked for first are let go. */
const MOST = 6;

/** A district and those beside it, as far as somebody went there. */
export function useStreet(middle: DistrictView, measure: Measure): Street {
  const [asked, setAsked] = useState<readonly number[]>([]);
  const others = useDistricts(asked);
  const { data: land } = useLand();
  const tip = Math.max(land?.asOfHeight ?? 0, middle.height);
  const ask = useCallback((heights: readonly number[]): void => {
    setAsked((before) => [...new Set([...before, ...heights])].slice(-MOST));
  }, []);
  const built = useMemo(
    () => new Map([middle, ...others].flatMap((district) => builtOf(district, measure))),
    [middle, others, measure],
  );
  const plates = useMemo(
    () => streetOf(middle.height, new Map([...built].map(([height, { volumes }]) => [height, volumes])), tip),
    [middle.height, built, tip],
  );
  return { plates, built, ask };
}

/** Blocks do not change, so what is built of one is kept with it. */
const works: Readonly<Record<Measure, WeakMap<Transactions, Omit<Built, 'district'>>>> = {
  value: new WeakMap(),
  vbytes: new WeakMap(),
};

function builtOf(district: DistrictView, measure: Measure): readonly (readonly [number, Built])[] {
  const transactions = district.block?.transactions;
  if (transactions === undefined) return [];
  let work = works[measure].get(transactions);
  if (work === undefined) {
    const squares = squaresOf(transactions, measure);
    work = { squares, volumes: volumesOf(squares.sizes, squares.vbytes) };
    works[measure].set(transactions, work);
  }
  return [[district.height, { district, ...work }]];
}
