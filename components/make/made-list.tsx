'use client';

import { t } from '#lib/language/t.ts';
import { useComposer } from '../compose/composer-provider.tsx';
import { Approve } from '../post/approve.tsx';
import { PublicationSteps } from '../post/publication-steps.tsx';
import { Repair } from '../post/repair.tsx';
import { Undo } from '../post/undo.tsx';
import { usePublications } from '../use-answers.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { byteSize, count } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { isOut, worksOf, type Work } from './making.ts';
import styles from './make.module.css';

/** Works that are listed. */
const MOST_SHOWN = 20;

/** What was inscribed from this device: its way to the chain, and what can be done with it. */
export function MadeList() {
  const { data: publications } = usePublications();
  const works = worksOf(publications ?? []);
  if (works.length === 0) return null;
  return (
    <section aria-labelledby="made" className={styles.made}>
      <PartTitle id="made" note={works.length}>
        {t('Made here')}
      </PartTitle>
      <ul className={styles.works}>
        {works.slice(0, MOST_SHOWN).map((work) => (
          <Made key={work.id} work={work} />
        ))}
      </ul>
    </section>
  );
}

function Made({ work: { name, parts, main, output } }: { readonly work: Work }) {
  const composer = useComposer();
  const { txid } = main.publication;
  const id = txid === undefined ? undefined : `${txid}_${output}`;
  const failed = parts.filter(({ publication }) => publication.state === 'failed');
  return (
    <li className={styles.work} data-id={id}>
      <h3>
        <bdi>{name ?? (parts.length > 1 ? t('A site') : t('An inscription'))}</bdi>
      </h3>
      {parts.length > 1 ? (
        <Progress parts={parts} />
      ) : (
        <PublicationSteps publication={main.publication} sentence={main.sentence} />
      )}
      {parts.map((part) => (
        <Approve key={part.id} own={part} />
      ))}
      {parts[0] !== undefined && <Undo own={parts[0]} />}
      {failed.map((part) => (
        <Repair key={part.id} own={part} />
      ))}
      {id !== undefined && isOut(main) && (
        <p className={styles.row}>
          <Link to={{ screen: 'inscription', id }} className={buttonClass('plain', { small: true })}>
            {t('Open')}
          </Link>
          <Button small onClick={() => composer.openWith({ begin: { text: `\n\n${id}` } })}>
            {t('Post it')}
          </Button>
        </p>
      )}
    </li>
  );
}

/** How far all parts of a site are together, in transactions and bytes; the directory is one of them. */
function Progress({ parts }: Pick<Work, 'parts'>) {
  const done = parts.filter(isOut);
  const mined = parts.filter(({ publication }) => publication.state === 'in-block').length;
  const waits = parts.find(({ sentence }) => sentence !== undefined)?.sentence;
  const bytesOf = (of: Work['parts']): number =>
    of.reduce((sum, { publication: { intent } }) => sum + ('body' in intent ? intent.body.length : 0), 0);
  return (
    <div className={styles.progress} aria-live="polite">
      <progress max={parts.length} value={done.length} aria-label={t('How far the site is')} />
      <p>
        {mined === parts.length
          ? t('All {parts} in blocks', { parts: count(parts.length) })
          : t('{done} of {parts} seen, {sent} of {bytes}', {
              done: count(done.length),
              parts: count(parts.length),
              sent: byteSize(bytesOf(done)),
              bytes: byteSize(bytesOf(parts)),
            })}
      </p>
      {waits !== undefined && <p className={styles.small}>{waits}</p>}
    </div>
  );
}
