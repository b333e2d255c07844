'use client';

import { type SyntheticEvent, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { SearchList } from './search-list.tsx';
import { Screen } from '../shell/screen.tsx';
import { useStatus } from '../use-answers.ts';
import { openFragment, useFragment } from '../ui/fragment.ts';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { hrefOf } from '../ui/place.ts';
import { jumpOf } from './jump.ts';
import { rich } from '../ui/rich.ts';
import styles from './search.module.css';

/** As long as a question may be. */
const LONGEST = 200;

/** Searches all that this device holds for what the fragment says. No server hears a word of it. */
export function SearchScreen() {
  const asked = useFragment();
  return <Search key={asked ?? ''} asked={asked ?? ''} />;
}

function Search({ asked }: { readonly asked: string }) {
  const [text, setText] = useState(asked);
  const { data: status } = useStatus();
  const jump = jumpOf(text);
  const search = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') openFragment(hrefOf({ screen: 'search', text: text.trim() }));
  };
  return (
    <Screen title={t('Search')} withBack position={`search:${asked}`} ready={asked !== ''}>
      <search>
        <form className={styles.form} onSubmit={search}>
          <Icon name="search" small />
          <input
            type="search"
            aria-label={t('Search this device')}
            placeholder={t('Search this device')}
            value={text}
            maxLength={LONGEST}
            autoComplete="off"
            autoCapitalize="off"
            enterKeyHint="search"
            // The screen has one purpose.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus={asked === ''}
            onChange={(event) => setText(event.target.value)}
          />
        </form>
      </search>
      {jump !== undefined && (
        <Link to={jump.to} className={styles.jump}>
          <span>{jump.words}</span>
          <Icon name="right" small />
        </Link>
      )}
      {asked === '' ? <Help held={status?.feed.posts ?? 0} /> : <SearchList text={asked.slice(0, LONGEST)} />}
    </Screen>
  );
}

const WAYS = once((): readonly (readonly [string, string])[] => [
  [t('bread oven'), t('posts with both words')],
  [t('"rye bread"'), t('words in a row')],
  ['#bread', t('a tag')],
  ['from:mira', t('by somebody')],
  ['has:media', t('with a picture')],
  ['is:reply', t('an answer')],
  ['before:2026-01 after:812000', t('between a day, a month or a height and another')],
  ['-rain', t('without it')],
]);

function Help({ held }: { readonly held: number }) {
  return (
    <div className={styles.help}>
      <p>
        {rich(
          '<b>{held} posts</b> are on this device, and all of their words can be found. Nobody hears what you look for.',
          { b: (inner) => <b>{inner}</b>, held: count(held) },
        )}
      </p>
      <dl>
        {WAYS().map(([way, meaning]) => (
          <div key={way}>
            <dt>
              <Link to={{ screen: 'search', text: way }}>
                <code>{way}</code>
              </Link>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p>{t('A transaction, a height, a key or a name leads straight there.')}</p>
    </div>
  );
}
