import type { PublicationView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { Approve } from '../post/approve.tsx';
import { Asked } from '../post/asked.tsx';
import { PublicationSteps } from '../post/publication-steps.tsx';
import { Repair } from '../post/repair.tsx';
import { Undo } from '../post/undo.tsx';
import { PartTitle } from '../ui/facts.tsx';
import styles from './outbox-list.module.css';
import { publicationTitle } from './publication-title.ts';

/** Claims, likes and reposts on their way: posts have cards of their own. */
export function OutboxList({ publications }: { readonly publications: readonly PublicationView[] }) {
  const underway = publications.filter(
    (view) => view.post === undefined && view.publication.state !== 'in-block',
  );
  if (underway.length === 0) return null;
  return (
    <section className={styles.outbox} aria-labelledby="outbox">
      <PartTitle id="outbox" note={underway.length}>
        {t('On its way')}
      </PartTitle>
      <ul className={styles.list}>
        {underway.map((view) => (
          <li key={view.id}>
            <p>{publicationTitle(view.publication.intent)}</p>
            <PublicationSteps publication={view.publication} sentence={view.sentence} />
            <Approve own={view} />
            <Asked own={view} />
            <Undo own={view} />
            {view.publication.state === 'failed' && <Repair own={view} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
