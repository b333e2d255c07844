'use client';

import { useState } from 'react';
import type { CatchUpView } from '#lib/feed/catch-up.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useQuery } from '../query-hooks.ts';
import { Choice } from '../settings/choice.tsx';
import { Screen } from '../shell/screen.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { dateTime, plural } from '../ui/format.ts';
import { openFragment, useFragment } from '../ui/fragment.ts';
import { Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { hrefOf } from '../ui/place.ts';
import { PostSkeletons } from '../ui/skeleton.tsx';
import { AuthorGroup } from './author-group.tsx';
import styles from './catch-up.module.css';
import { inOrder, type Order, ORDERS } from './order.ts';
import { fragmentOf, type Span, spanOf, SPANS } from './span.ts';

const HOUR = 3_600_000;
/** What it is of begins and ends at such steps, so that a reader who comes back finds what they left. */
const STEP = 10 * 60_000;

/** What was written while the reader was away, by author: for as many hours as the fragment says. */
export function CatchUpScreen() {
  const fragment = useFragment();
  if (fragment === undefined) return <Screen title={t('Catch-up')}>{null}</Screen>;
  const span = spanOf(fragment);
  return <CatchUp key={fragmentOf(span)} span={span} />;
}

const show = (span: Span): void => openFragment(hrefOf({ screen: 'catch-up', span: fragmentOf(span) }));

/** Where a reader left it, for the way back. */
let lastOrder: Order = 'most';

function CatchUp({ span }: { readonly span: Span }) {
  const client = useClient();
  const { hours, whose } = span;
  // What it is of stays while the reader is in it.
  const [until] = useState(() => Math.ceil(Date.now() / STEP) * STEP);
  const since = until - STEP - hours * HOUR;
  const [order, setOrder] = useState<Order>(lastOrder);
  const { data, isPending, error } = useQuery<CatchUpView>({
    queryKey: ['catch-up', whose, hours, until],
    queryFn: ({ signal }) =>
      client === undefined
        ? { posts: 0, groups: [], others: 0 }
        : client.catchUp({ since, until, whose }, signal),
    enabled: client !== undefined,
  });
  const choose = (chosen: Order): void => {
    lastOrder = chosen;
    setOrder(chosen);
  };
  return (
    <Screen
      title={t('Catch-up')}
      withBack
      position={`catch-up:${fragmentOf(span)}`}
      ready={data !== undefined}
    >
      <div className={styles.choices}>
        <Choice
          label={t('The last')}
          options={SPANS().map(([each, words]) => [String(each), words] as const)}
          value={String(hours)}
          onChoose={(chosen) => show(spanOf(fragmentOf({ ...span, hours: Number(chosen) as typeof hours })))}
        />
        <Choice
          label={t('Of')}
          options={[
            ['following', t('whom you follow')],
            ['everybody', t('everybody')],
          ]}
          value={whose}
          onChoose={(chosen) => show({ ...span, whose: chosen })}
        />
        <Choice label={t('First')} options={ORDERS()} value={order} onChoose={choose} />
      </div>
      {error !== null && <Notice icon="warn">{error.message}</Notice>}
      {isPending ? (
        <PostSkeletons count={3} />
      ) : data === undefined || data.groups.length === 0 ? (
        <NothingWritten span={span} since={since} />
      ) : (
        <>
          <output className={styles.sum}>
            {t('{posts} by {people}', {
              posts: plural(data.posts, 'post', 'posts'),
              people: plural(data.groups.length + data.others, 'person', 'people'),
            })}
          </output>
          <ul className={styles.groups} aria-label={t('Who wrote')}>
            {inOrder(data.groups, order).map((group) => (
              <AuthorGroup key={group.author.key} group={group} since={since} until={until} />
            ))}
          </ul>
          <End view={data} since={since} />
        </>
      )}
    </Screen>
  );
}

function NothingWritten({ span, since }: { readonly span: Span; readonly since: number }) {
  return span.whose === 'following' ? (
    <EmptyState
      title={t('Nobody you follow wrote')}
      action={<Button onClick={() => show({ ...span, whose: 'everybody' })}>{t('Look at everybody')}</Button>}
    >
      {t('Nothing since {since}, as far as this device holds it.', { since: dateTime(since) })}
    </EmptyState>
  ) : (
    <EmptyState title={t('Nobody wrote')}>
      {t('Nothing since {since}, as far as this device holds it.', { since: dateTime(since) })}
    </EmptyState>
  );
}

/** Where it ends, and what it cannot say. */
function End({ view: { others, cutAt }, since }: { readonly view: CatchUpView; readonly since: number }) {
  return (
    <div className={styles.end}>
      <p>
        {t(
          '{more}{more2} Whom you muted or blocked is left out. The bars are posts over that time; “most to read” goes by the letters of a post, a picture counting as 140.',
          {
            more:
              others > 0 &&
              t('{more} wrote, each less than these. ', {
                more: plural(others, 'more person', 'more people'),
              }),
            more2:
              cutAt === undefined
                ? t('That is all since {since}, as far as this device holds it.', { since: dateTime(since) })
                : t('There is more than one look can take: this goes back to {cutAt}.', {
                    cutAt: dateTime(cutAt),
                  }),
          },
        )}
      </p>
      <Link to={{ screen: 'feed' }}>{t('Back to the feed')}</Link>
    </div>
  );
}
