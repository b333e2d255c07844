'use client';

import {
  Fragment,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import type { FoldView, PostView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { useKept } from '../kept.tsx';
import { PostCard } from '../post/post-card.tsx';
import { whyNot } from '../post/post-filter.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { PostSkeletons } from '../ui/skeleton.tsx';
import { foldKey } from './folds.ts';
import { dropLastView, pinLastView } from './drop-view.ts';
import type { OwnPost } from './own-posts.ts';
import { PlaceKeeper } from './place-keeper.ts';
import { type ShownList, useRows } from './use-post-list.ts';
import styles from './timeline.module.css';

/** Nobody has one before they follow somebody. */
const FoldedRow = lazy(async () => ({ default: (await import('./folded-row.tsx')).FoldedRow }));

/** Nobody writes before it is there. */
const FirstSight = lazy(async () => ({ default: (await import('./first-sight.tsx')).FirstSight }));

type FoldProps = { readonly fold: FoldView; readonly onOpen: (row: HTMLElement) => void };

const Fold = ({ fold, onOpen }: FoldProps) => (
  <Suspense fallback={<div data-id={foldKey(fold.above ?? '')} className={styles.fold} />}>
    <FoldedRow fold={fold} onOpen={onOpen} />
  </Suspense>
);

type Props = {
  readonly label: string;
  readonly shown: ShownList | undefined;
  readonly own?: readonly OwnPost[];
  /** More than the list knows is still to come, so that an empty one says nothing. */
  readonly isPending?: boolean;
  /** Who is being asked while there is nothing to show. */
  readonly pendingNote?: ReactNode;
  /** What is said when there is nothing. */
  readonly empty: ReactNode;
  /** Mutes do not count here: the reader asked for exactly these. */
  readonly showsAll?: boolean;
  /** Gets the keeper of the reader's place while there is one. */
  readonly onKeeper?: (keeper: PlaceKeeper | undefined) => void;
};

const NO_OWN: readonly OwnPost[] = [];

/** A feed in the sense of WAI-ARIA: articles that know their place. Those near the screen are in the document. */
export function Timeline(props: Props) {
  const {
    label,
    shown,
    own = NO_OWN,
    isPending = false,
    pendingNote,
    empty,
    onKeeper,
    showsAll = false,
  } = props;
  const list = shown?.list;
  useRows(list);
  const ownIds = useMemo(() => new Set(own.map(({ post }) => post.id)), [own]);
  // The words of a press are on screen before those below them are counted anew.
  const counted = useDeferredValue(own.length);
  const fresh = own.length - counted;
  const kept = useKept();
  const accepts = useCallback(
    (post: PostView) => !ownIds.has(post.id) && (showsAll || whyNot(post, kept) === undefined),
    [ownIds, showsAll, kept],
  );
  useEffect(() => list?.filter(accepts), [list, accepts]);
  const isReady = list?.state === 'ready';
  const isEmpty = list === undefined || list.length === 0;
  if (own.length === 0 && isEmpty && list?.state !== 'failed' && (!isReady || isPending))
    return <PostSkeletons note={pendingNote} />;
  return (
    <>
      {list !== undefined && list.error !== null && (
        <Notice
          icon="warn"
          action={
            <Button look="quiet" onClick={() => void list.open(shown?.place?.id)}>
              {t('Try again')}
            </Button>
          }
        >
          <b>{t('The posts could not be read.')}</b> {list.error.message}
        </Notice>
      )}
      {own !== NO_OWN && (
        <Suspense fallback={null}>
          <FirstSight Card={PostCard} />
        </Suspense>
      )}
      {own.length > 0 && (
        <div role="feed" aria-label={t('Your posts on their way')} aria-busy="false">
          {own.map((view, index) => (
            <PostCard
              key={view.id}
              post={view.post}
              own={view}
              at={Math.max(1, index + 1 - fresh)}
              of={counted === 0 ? own.length : counted}
            />
          ))}
        </div>
      )}
      {!isEmpty && shown !== undefined && <Rows label={label} shown={shown} onKeeper={onKeeper} />}
      {isReady && list.tail !== undefined && <Tail shown={shown} fold={list.tail} />}
      {isReady && own.length === 0 && isEmpty && list.tail === undefined && empty}
      {isReady && !isEmpty && !list.hasOlder && list.tail === undefined && (
        <p className={styles.end}>{t('That is all there is so far.')}</p>
      )}
    </>
  );
}

type TailProps = { readonly shown: ShownList | undefined; readonly fold: FoldView };

/** What is folded below the last row: it opens downwards, so nothing has to be held. */
function Tail({ shown, fold }: TailProps) {
  return <Fold fold={fold} onOpen={() => void shown?.list.unfold(fold)} />;
}

type RowsProps = {
  readonly label: string;
  readonly shown: ShownList;
  readonly onKeeper: Props['onKeeper'];
};

function Rows({ label, shown, onKeeper }: RowsProps) {
  const { list, place, onPlace } = shown;
  const element = useRef<HTMLDivElement>(null);
  const keeper = useRef<PlaceKeeper>(null);

  useLayoutEffect(() => {
    if (element.current === null) return undefined;
    window.history.scrollRestoration = 'manual';
    const made = new PlaceKeeper({ list, element: element.current, wanted: place, onPlace });
    keeper.current = made;
    pinLastView();
    made.look();
    onKeeper?.(made);
    return () => {
      made.stop();
      keeper.current = null;
      onKeeper?.(undefined);
    };
  }, [list, place, onPlace, onKeeper]);

  // Rows are measured, and the place is held, before the browser paints them.
  const { version } = list;
  useLayoutEffect(() => {
    keeper.current?.settle();
    if (!list.isFilling) dropLastView();
  }, [list, version]);

  /** The first of them comes where the fold was, and takes the focus that was on it. */
  const unfold = async (fold: FoldView, row: HTMLElement): Promise<void> => {
    const { top } = row.getBoundingClientRect();
    await list.unfold(fold);
    keeper.current?.goTo({ id: fold.first, top });
    requestAnimationFrame(() => {
      const rows = Array.from(element.current?.children ?? []);
      const first = rows.find((each) => each instanceof HTMLElement && each.dataset.id === fold.first);
      if (first instanceof HTMLElement) first.focus({ preventScroll: true });
    });
  };

  const { start, end } = list.range;
  const above = list.offsetOf(start);
  const below = list.height - list.offsetOf(end);
  const total = list.hasOlder || list.hasNewer ? -1 : list.length;
  return (
    <div
      ref={element}
      role="feed"
      aria-label={label}
      aria-busy={list.isAsking || list.isFilling}
      className={styles.rows}
      style={{ paddingTop: above, paddingBottom: below }}
    >
      {list.rows().map(({ key, index, height, post, fold }) => (
        <Fragment key={key}>
          {fold !== undefined && <Fold fold={fold} onOpen={(row) => void unfold(fold, row)} />}
          {post === undefined ? (
            <div data-id={key} style={{ height }} />
          ) : (
            <PostCard post={post} at={index + 1} of={total} />
          )}
        </Fragment>
      ))}
    </div>
  );
}
