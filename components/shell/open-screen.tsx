'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { t } from '#lib/language/t.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { useFragment } from '../ui/fragment.ts';
import { Link } from '../ui/link.tsx';
import { hrefOf } from '../ui/place.ts';
import { namedPlace } from './named-place.ts';
import { Screen } from './screen.tsx';

/** Where `web+bitter:` and `web+bitmap:` links lead. What they name stays in the fragment, and the host never learns it. */
export function OpenScreen() {
  const named = useFragment();
  const router = useRouter();
  const place = named === undefined ? undefined : namedPlace(named);
  const href = place && hrefOf(place);
  useEffect(() => {
    if (href !== undefined) router.replace(href);
  }, [href, router]);

  return (
    <Screen title={t('Open')} position="open" ready withBack>
      {named !== undefined && href === undefined && (
        <EmptyState
          title={t('Nothing is called that')}
          action={<Link to={{ screen: 'feed' }}>{t('To the feed')}</Link>}
        >
          {t('A link can name a post by its id, a person by name.bitter and land by number.bitmap.')}
        </EmptyState>
      )}
    </Screen>
  );
}
