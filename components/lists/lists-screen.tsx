'use client';

import { useState } from 'react';
import type { ListView } from '#lib/feed/lists.ts';
import { t } from '#lib/language/t.ts';
import { Timeline } from '../feed/timeline.tsx';
import { usePostList } from '../feed/use-post-list.ts';
import { Screen } from '../shell/screen.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { plural } from '../ui/format.ts';
import { openFragment, useFragment } from '../ui/fragment.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { hrefOf } from '../ui/place.ts';
import { PostSkeletons } from '../ui/skeleton.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { NewList } from './new-list.tsx';
import { PeopleDialog } from './people-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import styles from './lists.module.css';
import { useLists } from './use-lists.ts';

/** All lists, or the one that the fragment names. */
export function ListsScreen() {
  const name = useFragment();
  if (name === undefined) return <Screen title={t('Lists')}>{null}</Screen>;
  return name === '' ? <AllLists /> : <OneList key={name} name={name} />;
}

function AllLists() {
  const { data: lists, error } = useLists();
  return (
    <Screen title={t('Lists')} withBack position="lists" ready={lists != null}>
      <div className={styles.intro}>
        <p>
          {t(
            'A list is some people, and a timeline of what they write. It stays on your own devices: nobody learns that it is there or who is in it.',
          )}
        </p>
        <NewList onMade={(name) => openFragment(hrefOf({ screen: 'lists', name }))} />
      </div>
      {error !== null && <Notice icon="warn">{error.message}</Notice>}
      {lists?.length === 0 && (
        <EmptyState title={t('No lists yet')}>
          {t('Name one above, or put somebody into one from their profile.')}
        </EmptyState>
      )}
      {lists != null && lists.length > 0 && (
        <ul className={styles.rows} aria-label={t('Lists')}>
          {lists.map((list) => (
            <ListRow key={list.name} {...list} />
          ))}
        </ul>
      )}
    </Screen>
  );
}

const FACES = 3;

function ListRow({ name, people }: ListView) {
  return (
    <li>
      <Link to={{ screen: 'lists', name }} className={styles.list}>
        <span className={styles.faces}>
          {people.slice(0, FACES).map(({ key }) => (
            <Avatar key={key} of={key} />
          ))}
        </span>
        <span>
          <b>
            <bdi>{name}</bdi>
          </b>
          <small>{plural(people.length, 'person', 'people')}</small>
        </span>
        <Icon name="right" small />
      </Link>
    </li>
  );
}

function OneList({ name }: { readonly name: string }) {
  const { data: lists } = useLists();
  const [asked, setAsked] = useState<'people' | 'rename' | 'delete'>();
  const list = lists?.find((each) => each.name === name);
  if (lists == null)
    return (
      <Screen title={name} withBack>
        <PostSkeletons />
      </Screen>
    );
  if (list === undefined)
    return (
      <Screen title={name} withBack>
        <EmptyState
          title={t('No list of that name')}
          action={<Link to={{ screen: 'lists' }}>{t('To your lists')}</Link>}
        >
          {t('Lists are kept on the device where they were made, and go along in the file of what it holds.')}
        </EmptyState>
      </Screen>
    );
  return (
    <Screen
      title={name}
      withBack
      actions={
        <>
          <IconButton label={t('Rename this list')} onClick={() => setAsked('rename')}>
            <Icon name="pen" small />
          </IconButton>
          <IconButton label={t('Delete this list')} onClick={() => setAsked('delete')}>
            <Icon name="trash" small />
          </IconButton>
        </>
      }
    >
      <button type="button" className={styles.who} onClick={() => setAsked('people')}>
        <span className={styles.faces} aria-hidden="true">
          {list.people.slice(0, FACES).map(({ key = '' }) => (
            <Avatar key={key} of={key} size="small" />
          ))}
        </span>
        {plural(list.people.length, 'person', 'people')}
        <Icon name="right" small />
      </button>
      <ListPosts list={list} onAdd={() => setAsked('people')} />
      {asked === 'people' && <PeopleDialog list={list} onClose={() => setAsked(undefined)} />}
      {asked === 'rename' && (
        <RenameDialog
          name={name}
          onClose={() => setAsked(undefined)}
          onRenamed={(to) => openFragment(hrefOf({ screen: 'lists', name: to }))}
        />
      )}
      {asked === 'delete' && (
        <DeleteDialog
          list={list}
          onClose={() => setAsked(undefined)}
          onDeleted={() => openFragment(hrefOf({ screen: 'lists' }))}
        />
      )}
    </Screen>
  );
}

type PostsProps = { readonly list: ListView; readonly onAdd: () => void };

/** Whoever comes into a list or leaves it changes what its timeline is of: then it is another list of posts. */
function ListPosts({ list: { name, people }, onAdd }: PostsProps) {
  const members = people.map(({ key = '' }) => key.slice(0, 6)).join('');
  const shown = usePostList({ of: { kind: 'list', name } }, `list:${name}:${members}`, 'tab');
  return (
    <Timeline
      key={members}
      label={t('Posts of the list {name}', { name })}
      shown={shown}
      empty={
        people.length === 0 ? (
          <EmptyState
            title={t('Nobody is in this list yet')}
            action={<Button onClick={onAdd}>{t('Add somebody')}</Button>}
          >
            {t('Their posts stand here, newest block first. Nothing is ranked.')}
          </EmptyState>
        ) : (
          <EmptyState title={t('Not a word so far')}>
            {t('This device holds no post of anybody in this list.')}
          </EmptyState>
        )
      }
    />
  );
}
