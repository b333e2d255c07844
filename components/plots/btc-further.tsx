import { useState } from 'react';
import type { BtcDistrictView } from '#lib/feed/land-view.ts';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { count, plural } from '../ui/format.ts';

type Props = {
  readonly district: BtcDistrictView;
  readonly searchTo: number;
  readonly onSearch: (searchTo: number) => void;
};

/** Blocks that one press searches: each costs a question, and one more for every transaction in it that inscribes. */
const BLOCKS = 6;

/** Goes on to search later blocks for the first claim of a district, while none was found. */
export function BtcFurther({ district, searchTo, onSearch }: Props) {
  // Until another answer comes, the last one is shown.
  const [asked, setAsked] = useState<BtcDistrictView>();
  const { race, issues } = district;
  const isSearching = asked === district;
  if (race === undefined || race.first !== undefined) return null;
  const { searchedTo } = race;
  // Where the chain ends, or as far as one is searched at all.
  const isOver = !isSearching && searchedTo < searchTo && issues.length === 0;
  if (isOver)
    return <p>{t('No later block is searched: the last was {block}.', { block: count(searchedTo) })}</p>;
  return (
    <Button
      small
      disabled={isSearching}
      onClick={() => {
        setAsked(district);
        onSearch(searchedTo + BLOCKS);
      }}
    >
      {isSearching
        ? t('Searching')
        : t('Search the next {blocks}', { blocks: plural(BLOCKS, 'block', 'blocks') })}
    </Button>
  );
}
