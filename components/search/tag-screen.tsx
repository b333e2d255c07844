'use client';

import { type SyntheticEvent, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { Timeline } from '../feed/timeline.tsx';
import { usePostList } from '../feed/use-post-list.ts';
import { Screen } from '../shell/screen.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { openFragment, useFragment } from '../ui/fragment.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { hrefOf } from '../ui/place.ts';
import styles from './search.module.css';
import { tagsOf } from './tags.ts';

/** Posts with any of the tags that the fragment names. */
export function TagScreen() {
  const fragment = useFragment();
  return <Tags key={fragment ?? ''} tags={fragment === undefined ? undefined : tagsOf(fragment)} />;
}

function Tags({ tags = [] }: { readonly tags: readonly string[] | undefined }) {
  const shown = usePostList(
    tags.length === 0 ? undefined : { of: { kind: 'hashtag', tags } },
    `tag:${tags.join('+')}`,
    'tab',
  );
  const title = tags.length === 0 ? t('Tag') : tags.map((tag) => `#${tag}`).join(' ');
  return (
    <Screen title={title} withBack>
      <div className={styles.tags}>
        {tags.length > 1 &&
          tags.map((tag) => (
            <Link
              key={tag}
              to={{ screen: 'tag', tags: tags.filter((other) => other !== tag) }}
              className={styles.tag}
              aria-label={t('Without #{tag}', { tag })}
            >
              #{tag}
              <Icon name="close" small />
            </Link>
          ))}
        <AddTag tags={tags} />
      </div>
      {tags.length > 0 && (
        <Timeline
          label={t('Posts with {title}', { title })}
          shown={shown}
          empty={
            <EmptyState title={t('Nothing with this tag')}>
              {t('No post on this device carries it.')}
            </EmptyState>
          }
        />
      )}
    </Screen>
  );
}

function AddTag({ tags }: { readonly tags: readonly string[] }) {
  const [text, setText] = useState('');
  const add = (event: SyntheticEvent): void => {
    event.preventDefault();
    const next = tagsOf([...tags, text].join('+'));
    if (next.length > tags.length) openFragment(hrefOf({ screen: 'tag', tags: next }));
  };
  return (
    <form className={styles.add} onSubmit={add}>
      <input
        type="text"
        aria-label={t('Another tag')}
        placeholder={t('Another tag')}
        value={text}
        maxLength={64}
        autoCapitalize="off"
        onChange={(event) => setText(event.target.value)}
      />
      <Button small type="submit">
        {t('Add')}
      </Button>
    </form>
  );
}
