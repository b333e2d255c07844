'use client';

import { type MouseEvent, type ReactNode, Suspense, useRef } from 'react';
import { t } from '#lib/language/t.ts';
import { useConnection } from '../client-provider.tsx';
import { Button, iconButtonClass } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon, Mark } from '../ui/icon.tsx';
import { late } from '../ui/late.ts';
import { Link } from '../ui/link.tsx';
import { Tag } from '../ui/tag.tsx';
import { useReadingPosition } from '../ui/reading-position.ts';
import { useWide } from '../ui/use-wide.ts';
import { useNetwork } from '../use-network.ts';
import styles from './screen.module.css';
import { UpdatePill } from './update-pill.tsx';
import { useHeadingFocus } from './use-heading-focus.ts';

const Notices = late(async () => (await import('./notices.tsx')).Notices);

type Props = {
  readonly title: string;
  /** Under which name the reader's place is kept; differs for each thread and district. A list of posts keeps its own. */
  readonly position?: string;
  /** True once what was asked for is on screen. */
  readonly ready?: boolean;
  readonly children: ReactNode;
  readonly pane?: ReactNode;
  /** Where there is no room for the pane, its content follows the column's. */
  readonly paneFollows?: boolean;
  readonly paneLabel?: string;
  readonly withBack?: boolean;
  readonly actions?: ReactNode;
  /** `both`: the column takes the pane's room as well. */
  readonly width?: 'column' | 'both' | 'full';
  /** What is said of the network comes at the end of the window, where it moves nothing that is being read. */
  readonly noticesBelow?: boolean;
};

/** A column with its header, and beside it a pane where the window is wide enough. */
export function Screen(props: Props) {
  const { title, position, ready = false, children, pane, paneLabel, paneFollows = false } = props;
  const { withBack = false, actions, width = 'column', noticesBelow = false } = props;
  const wide = useWide();
  const connection = useConnection();
  const network = useNetwork();
  const isTest = network !== undefined && network !== 'main' && network !== 'btc';
  useReadingPosition(position, ready);
  const heading = useRef<HTMLHeadingElement>(null);
  useHeadingFocus(heading);
  const notices = (
    <Suspense fallback={null}>
      <Notices />
    </Suspense>
  );

  return (
    <>
      <main id="main" tabIndex={-1} className={styles.column} data-width={width}>
        <header className={classes(styles.bar, isTest && styles.test)}>
          {withBack ? <BackLink /> : <Mark className={styles.mark} />}
          <h1 ref={heading} tabIndex={-1}>
            <bdi>{title}</bdi>
          </h1>
          {isTest && <Tag kind="test">{network === 'test' ? t('testnet') : network}</Tag>}
          <UpdatePill />
          {actions}
        </header>
        {!noticesBelow && notices}
        {connection.state === 'failed' ? <StartFailure {...connection} /> : children}
        {paneFollows && !wide && <div className={styles.follows}>{pane}</div>}
        {noticesBelow && <div className={styles.strip}>{notices}</div>}
      </main>
      {pane !== undefined && wide && (
        <aside className={styles.pane} aria-label={paneLabel}>
          {pane}
        </aside>
      )}
    </>
  );
}

/** Back to where the reader came from, or to the feed when this page was the first. */
function BackLink() {
  const goBack = (event: MouseEvent): void => {
    if (!canGoBack()) return;
    event.preventDefault();
    window.history.back();
  };
  return (
    <Link
      to={{ screen: 'feed' }}
      className={classes(iconButtonClass, styles.back)}
      aria-label={t('Back')}
      onClick={goBack}
    >
      <Icon name="back" />
    </Link>
  );
}

function canGoBack(): boolean {
  // Not in every browser yet, whatever the type says.
  const navigation: Navigation | undefined = window.navigation;
  return navigation?.canGoBack ?? window.history.length > 1;
}

/** Nothing can be read or written without a client; what is on this device is untouched. */
function StartFailure({ reason, retry }: { readonly reason: string; readonly retry: () => void }) {
  return (
    <EmptyState title={t('Nabo could not start')} action={<Button onClick={retry}>{t('Try again')}</Button>}>
      {reason}
    </EmptyState>
  );
}
