'use client';

import { t } from '#lib/language/t.ts';
import { Lead } from '../neighbours/lead.tsx';
import { cameWithoutServers } from '../neighbours/servers.ts';
import { Unplugged } from '../neighbours/unplugged.tsx';
import { useComeback } from '../neighbours/use-comeback.ts';
import { useNeighbours, useStatus } from '../use-answers.ts';
import type { ShownPost } from './shown-post.ts';
import styles from './thread-screen.module.css';

/** The moment that shows what this is for: nothing answers any more, and the post came all the same. */
export function Plugless({ delivery }: { readonly delivery: ShownPost['delivery'] | undefined }) {
  const { data: status } = useStatus();
  const { data: neighbours } = useNeighbours();
  const cameAlone = status != null && delivery !== undefined && cameWithoutServers(delivery, status);
  const isBack = useComeback(cameAlone);
  if (status == null || neighbours == null) return null;
  return (
    <div className={styles.plugless}>
      {isBack ? (
        <Lead title={t('The servers are back.')}>
          <p>{t('This post came while they were gone, and stays.')}</p>
        </Lead>
      ) : (
        <Unplugged status={status} neighbours={neighbours} delivery={delivery} />
      )}
    </div>
  );
}
