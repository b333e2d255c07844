import { t } from '#lib/language/t.ts';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Link } from '../ui/link.tsx';
import { PlainScreen } from './plain-screen.tsx';

export function NotFoundScreen() {
  const toFeed = (
    <Link to={{ screen: 'feed' }} className={buttonClass('plain')}>
      {t('To the feed')}
    </Link>
  );
  return (
    <PlainScreen title={t('Not found')}>
      <EmptyState title={t('No house at this number')} action={toFeed}>
        {t('The address leads nowhere. Nothing was lost; it was never there.')}
      </EmptyState>
    </PlainScreen>
  );
}
