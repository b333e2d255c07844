'use client';

import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import type { Client } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { ClientProvider } from '../client-provider.tsx';
import { KeptProvider } from '../kept.tsx';
import { ComposerProvider } from '../compose/composer-provider.tsx';
import { ActingProvider } from '../post/acting.tsx';
import { PostMenuProvider } from '../post/post-menu.tsx';
import { FileProvider } from '../proof/file-provider.tsx';
import { catchInstallOffer } from '../settings/install.ts';
import { watchReturns } from '../ui/arrival.ts';
import { keepEarlyFragment } from '../ui/fragment.ts';
import styles from './app-frame.module.css';
import { MainNavigation } from './main-navigation.tsx';
import { Spoken } from './spoken.tsx';

/** At once: a key that is pressed before it is here is lost. */
const Shortcuts = lazy(async () => ({ default: (await import('./shortcuts.tsx')).Shortcuts }));

type Props = { readonly children: ReactNode; readonly create?: () => Promise<Client> };

/** Everything around a screen: the client, the composer, the places to go, the keys. */
export function AppFrame({ children, create }: Props) {
  useEffect(keepEarlyFragment, []);
  useEffect(watchReturns, []);
  useEffect(catchInstallOffer, []);
  return (
    <ClientProvider {...(create === undefined ? {} : { create })}>
      <Spoken>
        <ComposerProvider>
          {/* A button, because a link to #main would write over the id in the fragment. */}
          <button
            type="button"
            className={styles.skip}
            onClick={() => document.querySelector('main')?.focus()}
          >
            {t('To the content')}
          </button>
          <FileProvider>
            <KeptProvider>
              <ActingProvider>
                <PostMenuProvider>
                  <div className={styles.frame}>
                    <MainNavigation />
                    {children}
                  </div>
                </PostMenuProvider>
              </ActingProvider>
            </KeptProvider>
          </FileProvider>
          <Suspense fallback={null}>
            <Shortcuts />
          </Suspense>
        </ComposerProvider>
      </Spoken>
    </ClientProvider>
  );
}
