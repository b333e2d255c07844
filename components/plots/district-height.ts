/** Blocks are nowhere near this many; anything above is a mistyped address. */
const HIGHEST = 99_999_999;

/** A district's number out of `840000` or `840000.bitmap`; `undefined` for anything else. */
export function heightOf(text: string): number | undefined {
  const digits = /^(0|[1-9][0-9]{0,7})(?:\.bitmap)?$/.exec(text.trim())?.[1];
  if (digits === undefined) return undefined;
  const height = Number(digits);
  return height <= HIGHEST ? height : undefined;
}

/** What the fragment of /district names: a district, and whether as a city. */
export type DistrictAddress = { readonly height: number; readonly isCity: boolean };

const CITY = '@city';

/** Reads `840000`, `840000.bitmap`, and either of them with `@city` behind it; `undefined` for anything else. */
export function readDistrictAddress(fragment: string): DistrictAddress | undefined {
  const isCity = fragment.endsWith(CITY);
  const height = heightOf(isCity ? fragment.slice(0, -CITY.length) : fragment);
  return height === undefined ? undefined : { height, isCity };
}

/** The fragment of /district for it. */
export const districtAddress = ({ height, isCity }: DistrictAddress): string =>
  `${height}${isCity ? CITY : ''}`;
