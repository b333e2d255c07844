import { lazy, Suspense } from 'react';
import { t } from '#lib/language/t.ts';
import { useComposer } from '../compose/composer-provider.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { openFragment } from '../ui/fragment.ts';
import { once } from '../ui/once.ts';
import { hrefOf, type FeedName } from '../ui/place.ts';

/** For whoever follows nobody. */
const Suggestions = lazy(async () => ({ default: (await import('./suggestions.tsx')).Suggestions }));

type Words = { readonly title: string; readonly text: string };

const WORDS = once((): Readonly<Record<FeedName, Words>> => ({
  following: {
    title: t('You follow nobody yet'),
    text: t('Whom you follow is kept on this device alone, and costs nothing. Latest has everybody.'),
  },
  latest: {
    title: t('Nobody here yet'),
    text: t('Posts appear here in the order of the chain, as soon as a source or a neighbour has one.'),
  },
  neighbours: {
    title: t('Nothing from a neighbour yet'),
    text: t('Posts that another reader handed to this device stand here. No server was asked for them.'),
  },
  here: {
    title: t('Nothing on this device yet'),
    text: t('Whatever comes here stays, and can be read without a network.'),
  },
}));

/** What a feed says when there is nothing in it, and what can be done. */
export function NothingHere({ feed }: { readonly feed: FeedName }) {
  const composer = useComposer();
  const { title, text } = WORDS()[feed];
  const action =
    feed === 'following' ? (
      <Button onClick={() => openFragment(hrefOf({ screen: 'feed', feed: 'latest' }))}>
        {t('Browse Latest')}
      </Button>
    ) : (
      <Button onClick={() => composer.open()}>{t('Write the first post')}</Button>
    );
  return (
    <>
      <EmptyState title={title} {...(feed !== 'neighbours' && { action })}>
        {text}
      </EmptyState>
      {feed === 'following' && (
        <Suspense fallback={null}>
          <Suggestions />
        </Suspense>
      )}
    </>
  );
}
