import type { PublicationView } from '#lib/client/client.ts';
import { PublicationSteps } from '../post/publication-steps.tsx';
import { Repair } from '../post/repair.tsx';
import { publicationTitle } from '../profile/publication-title.ts';
import styles from './district-claim.module.css';

/** How far something has come that moves a plot. */
export const MovingSteps = ({ own }: { readonly own: PublicationView }) => (
  <div className={styles.claim}>
    <p>{publicationTitle(own.publication.intent)}</p>
    <PublicationSteps publication={own.publication} sentence={own.sentence} />
    {own.publication.state === 'failed' && <Repair own={own} />}
  </div>
);
