'use client';

import { type FormEvent, useState } from 'react';
import type { BtcClaimView } from '#lib/feed/land-view.ts';
import { fitting, NUMBER_TRAITS, readLandQuery, type LandQuery } from '#lib/plots/find-land.ts';
import { t, tell } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { count, plural } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import type { LandBook } from './land-book.ts';
import styles from './land-search.module.css';
import { searchHeld, type HeldSearch } from './search-held.ts';

/** Districts that fit what was asked for. */
export type Found = {
  /** The first of them. */
  readonly heights: readonly number[];
  readonly count: number;
  /** What limits the answer, in a sentence. */
  readonly note?: string;
};

type Props = {
  readonly chain: 'bsv' | 'btc';
  readonly book: LandBook;
  readonly followed: readonly number[];
  readonly onFound: (found: Found | undefined) => void;
  readonly onGo: (height: number) => void;
};

const MOST = 2_000;
const DAY = 86_400;
const LISTED = 30;

/** Finds districts by number, range, holder, trait, day, size or state, on this device. */
export function LandSearch({ chain, book, followed, onFound, onGo }: Props) {
  const client = useClient();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState<string>();

  const held = async (fits: Parameters<typeof searchHeld>[2]): Promise<HeldSearch> =>
    client === undefined
      ? { heights: [], searched: 0 }
      : searchHeld(client, chain === 'btc' ? 'btc' : 'own', fits);

  const answer = async (query: LandQuery): Promise<Found> => {
    const { tip } = book.map;
    const all = { from: 0, to: tip };
    switch (query.kind) {
      case 'height':
        return query.height > tip
          ? {
              heights: [],
              count: 0,
              note: t('That block has not come yet, so its land is not there either.'),
            }
          : { heights: [query.height], count: 1 };
      case 'range':
        return fitting({ from: query.range.from, to: Math.min(query.range.to, tip) }, () => true, MOST);
      case 'trait': {
        const { trait } = query;
        if (trait.byNumber)
          return {
            ...fitting(all, (height) => trait.fits({ height }) === true, MOST),
            note: tell(trait.definition),
          };
        const { heights, searched } = await held((height, sides) => trait.fits({ height, sides }) === true);
        return { heights, count: heights.length, note: `${tell(trait.definition)} ${amongHeld(searched)}` };
      }
      case 'holder': {
        const profile = await client?.profile(query.who);
        const heights = [...(profile?.districts ?? [])].sort((a, b) => a - b);
        return profile === undefined
          ? { heights: [], count: 0, note: t('Nobody of that name is known here.') }
          : { heights, count: heights.length };
      }
      case 'claim': {
        const claim = await client?.btcClaim(query.id);
        const heights = claim?.height === undefined || claim.height > tip ? [] : [claim.height];
        return { heights, count: heights.length, note: claimWords(claim) };
      }
      case 'day': {
        const from = Date.parse(`${query.day}T00:00:00Z`) / 1000;
        const on = await client?.heightsOn(from, from + DAY);
        const note =
          on === undefined || on.knownFrom === 0
            ? undefined
            : t('By the headers on this device, which begin at block {knownFrom}.', {
                knownFrom: count(on.knownFrom),
              });
        const range = on?.range;
        return {
          ...(range === undefined ? { heights: [], count: 0 } : fitting(range, () => true, MOST)),
          ...(note !== undefined && { note }),
        };
      }
      case 'size': {
        const { heights, searched } = await held(
          (_height, { length }) => length >= query.least && length <= query.most,
        );
        return { heights, count: heights.length, note: amongHeld(searched) };
      }
      case 'state':
        return query.state === 'mine'
          ? { heights: book.mine, count: book.mine.length }
          : query.state === 'followed'
            ? { heights: followed, count: followed.length }
            : fitting(
                all,
                (height) => {
                  const plot = book.plotAt(height);
                  return plot.state === 'free'
                    ? query.state === 'free' && plot.isUnlisted !== true
                    : query.state === 'claimed';
                },
                MOST,
              );
    }
  };

  const search = async (text: string): Promise<void> => {
    const query = readLandQuery(text);
    setProblem(
      query === undefined && text.trim() !== ''
        ? t('Try a number, 100-200, name.bitter, palindromes, halvings, 2026-11-22, > 1000, free or mine.')
        : undefined,
    );
    const next = query === undefined ? undefined : await answer(query).catch(() => undefined);
    setFound(next);
    onFound(next);
    const [first] = next?.heights ?? [];
    if (first !== undefined) onGo(first);
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    void search(typed);
  };

  return (
    // React in the tests' browser does not know the tag yet.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the same, by its role
    <div role="search" className={styles.search}>
      <form onSubmit={onSubmit}>
        <label htmlFor="land-query">{t('Find a district')}</label>
        <div className={styles.line}>
          <input
            id="land-query"
            type="search"
            autoComplete="off"
            spellCheck={false}
            placeholder={t('0 to {tip}, a name, palindromes', { tip: book.map.tip })}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            aria-describedby="land-note"
          />
          <Button type="submit" aria-label={t('Find')}>
            <Icon name="search" small />
          </Button>
        </div>
      </form>
      <div className={styles.traits}>
        {NUMBER_TRAITS.slice(0, 4).map(({ id, name }) => (
          <Button
            key={id}
            small
            onClick={() => {
              setTyped(name.toLowerCase());
              void search(name);
            }}
          >
            {name}
          </Button>
        ))}
      </div>
      <p id="land-note" className={styles.note} aria-live="polite">
        {problem ??
          (found === undefined
            ? t('By number, range, holder, trait, day, size or state.')
            : `${found.count === 0 ? t('None') : plural(found.count, 'district', 'districts')}. ${found.note ?? ''}`)}
      </p>
      {found !== undefined && found.heights.length > 1 && (
        <ul className={styles.found} aria-label={t('Found')}>
          {found.heights.slice(0, LISTED).map((height) => (
            <li key={height}>
              <button type="button" onClick={() => onGo(height)}>
                {height}
              </button>
            </li>
          ))}
          {found.count > LISTED && (
            <li className={styles.rest}>{t('and {count} more', { count: count(found.count - LISTED) })}</li>
          )}
        </ul>
      )}
    </div>
  );
}

/** What was searched, where it takes the block of a district to say anything of it. */
const amongHeld = (searched: number): string =>
  t('Among {districts} held here: the others were not counted.', {
    districts: plural(searched, 'district whose block is', 'districts whose blocks are'),
  });

/** What a claim of BTC says of itself, and a list of it. */
function claimWords(claim: BtcClaimView | undefined): string {
  if (claim?.height === undefined)
    return t('No claim: {message}.', { message: claim?.issue?.message ?? t('it could not be read') });
  const what = t('It claims {height}.bitmap.', { height: claim.height });
  if (claim.says === undefined) return t('{what} No list says who won.', { what });
  const words = {
    same: t('The winner, according to {list}.', { list: claim.list }),
    another: t('Another one won, according to {list}.', { list: claim.list }),
    silent: t('{list} says nothing of that district.', { list: claim.list }),
  };
  return `${what} ${words[claim.says]}`;
}
