'use client';

import { usePathname } from 'next/navigation';
import { Suspense } from 'react';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useNeighbours, useStatus } from '../use-answers.ts';
import { useComposer } from '../compose/composer-provider.tsx';
import { classes } from '../ui/classes.ts';
import { count, plural } from '../ui/format.ts';
import { Icon, type IconName, Mark } from '../ui/icon.tsx';
import { late } from '../ui/late.ts';
import { Link } from '../ui/link.tsx';
import styles from './main-navigation.module.css';

const ActivityBadge = late(async () => (await import('../activity/activity-badge.tsx')).ActivityBadge);

type Entry = {
  readonly screen: 'activity' | 'bookmarks' | 'feed' | 'map' | 'neighbours' | 'status' | 'me' | 'settings';
  readonly icon: IconName;
  readonly label: string;
  /** The paths that belong to this place. */
  readonly paths: readonly string[];
  /** At the thumb there is room for five; the feed's header leads there instead. */
  readonly inRailOnly?: true;
};

const BEFORE_POST = once((): readonly Entry[] => [
  {
    screen: 'feed',
    icon: 'feed',
    label: t('Feed'),
    paths: ['/', '/post', '/profile', '/search', '/tag', '/lists', '/catch-up'],
  },
  { screen: 'map', icon: 'map', label: t('Map'), paths: ['/map', '/district'] },
]);
const AFTER_POST = once((): readonly Entry[] => [
  {
    screen: 'neighbours',
    icon: 'neighbours',
    label: t('Neighbours'),
    paths: ['/neighbours'],
    inRailOnly: true,
  },
  { screen: 'activity', icon: 'bell', label: t('Activity'), paths: ['/activity'] },
  { screen: 'bookmarks', icon: 'bookmark', label: t('Bookmarks'), paths: ['/bookmarks'], inRailOnly: true },
  { screen: 'status', icon: 'status', label: t('Status'), paths: ['/status'], inRailOnly: true },
  { screen: 'me', icon: 'me', label: t('Me'), paths: ['/me', '/handle', '/account', '/invite', '/wallet'] },
  { screen: 'settings', icon: 'settings', label: t('Settings'), paths: ['/settings'], inRailOnly: true },
]);

/** Five places at the thumb; a rail of icons from 640 px, with words from 1024 px. */
export function MainNavigation() {
  const composer = useComposer();
  const { data: neighbours } = useNeighbours();
  // No way leads to a place where nobody can be met.
  const canMeet = neighbours != null && neighbours.state !== 'unsupported';
  return (
    <nav className={styles.navigation} aria-label={t('Main')}>
      <Link to={{ screen: 'feed' }} className={styles.brand} aria-label={t('Nabo, feed')}>
        <Mark />
        <b>nabo</b>
      </Link>
      <ul>
        {BEFORE_POST().map((entry) => (
          <NavigationEntry key={entry.screen} {...entry} />
        ))}
        <li className={styles.make}>
          <button type="button" aria-label={t('New post')} onClick={() => composer.open()}>
            <Icon name="pen" />
            <span>{t('Post')}</span>
          </button>
        </li>
        {AFTER_POST()
          .filter(({ screen }) => screen !== 'neighbours' || canMeet)
          .map((entry) => (
            <NavigationEntry key={entry.screen} {...entry} />
          ))}
      </ul>
      <CheckedHeight />
    </nav>
  );
}

function NavigationEntry({ screen, icon, label, paths, inRailOnly }: Entry) {
  const current = paths.includes(usePathname() ?? '');
  return (
    <li className={classes(inRailOnly && styles.inRail)}>
      <Link to={{ screen }} aria-current={current ? 'page' : undefined}>
        <Icon name={icon} />
        <span>{label}</span>
        {screen === 'activity' && (
          <Suspense fallback={null}>
            <ActivityBadge />
          </Suspense>
        )}
      </Link>
    </li>
  );
}

function CheckedHeight() {
  const { data: status } = useStatus();
  if (status == null) return null;
  const agreeing = status.feed.sources.filter((source) => source.state === 'agrees').length;
  return (
    <p className={styles.foot}>
      {t('Block {headerHeight} checked', { headerHeight: count(status.feed.headerHeight) })}
      <br />
      {agreeing > 0 && plural(agreeing, 'source agrees', 'sources agree')}
    </p>
  );
}
