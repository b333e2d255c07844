import type { Outpoint } from '#lib/bytes/brand.ts';
import { useAccount, useDistrict } from '../use-answers.ts';
import { useFragment } from '../ui/fragment.ts';

/** A parcel that a picture is made for. */
export type Parcel = {
  readonly name: string;
  /** Whether it was looked for by now. */
  readonly isKnown: boolean;
  /** Its claim, and where it lies; absent where the reader does not hold it. */
  readonly own?: { readonly id: Outpoint; readonly at: Outpoint };
};

const PARCEL = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,7})\.bitmap$/;

/** The parcel that the fragment names; `undefined` where it names none. */
export function useParcel(): Parcel | undefined {
  const name = useFragment() ?? '';
  const [, index, height] = PARCEL.exec(name) ?? [];
  const { data: district } = useDistrict(height === undefined ? undefined : Number(height));
  const { data: account } = useAccount();
  if (height === undefined) return undefined;
  const cut = district?.plot.parcels.find((each) => each.index === Number(index));
  const isMine = cut !== undefined && account?.holders.includes(cut.holder) === true;
  return {
    name,
    isKnown: district !== undefined && account !== undefined,
    ...(isMine && cut.at !== undefined && { own: { id: cut.id, at: cut.at } }),
  };
}
