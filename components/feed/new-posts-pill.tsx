import { useState } from 'react';
import { t } from '#lib/language/t.ts';
import { Avatar } from '../ui/avatar.tsx';
import { plural } from '../ui/format.ts';
import { Hidden } from '../ui/hidden.tsx';
import { Pill } from '../ui/pill.tsx';
import styles from './new-posts-pill.module.css';
import type { Anchor, PlaceKeeper } from './place-keeper.ts';
import type { PostList } from './post-list.ts';
import { useRows } from './use-post-list.ts';

const FACES = 3;

type Props = { readonly list: PostList; readonly keeper: PlaceKeeper | undefined };

/**
 * How many posts wait above, and the way there; then the way back, so that nothing is lost by looking. It lives in the
 * row of tabs, so that it covers nothing that is being read.
 */
export function NewPostsPill({ list, keeper }: Props) {
  useRows(list);
  const [left, setLeft] = useState<Anchor>();
  const waiting = list.waiting.filter((post) => list.accepts(post));

  const show = async (): Promise<void> => {
    setLeft(keeper?.place());
    await list.showWaiting();
    keeper?.goToTop();
  };
  const goBack = async (): Promise<void> => {
    setLeft(undefined);
    if (left === undefined) return;
    if (list.indexOf(left.id) === -1) await list.open(left.id);
    keeper?.goTo(left);
  };

  if (waiting.length === 0)
    return left === undefined ? (
      <Waiting />
    ) : (
      <>
        <Waiting />
        <Pill onPress={() => void goBack()}>{t('Back to where you were')}</Pill>
      </>
    );
  const faces = [...new Set(waiting.map((post) => post.author.key))].slice(0, FACES);
  const number = plural(waiting.length, 'new post', 'new posts');
  const words = list.hasMoreWaiting ? t('more than {number}', { number }) : number;
  return (
    <>
      <Waiting words={words} />
      <Pill onPress={() => void show()}>
        <span className={styles.faces}>
          {faces.map((key) => (
            <Avatar key={key ?? 'nobody'} of={key} size="tiny" />
          ))}
        </span>
        {words}
      </Pill>
    </>
  );
}

/** Says to those who listen that something waits. It is there before its words are: only then are they read out. */
function Waiting({ words = '' }: { readonly words?: string }) {
  return (
    <Hidden>
      <output>{words}</output>
    </Hidden>
  );
}
