import type { Publication, PublicationState } from '#lib/publish/publication.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { classes } from '../ui/classes.ts';
import { count } from '../ui/format.ts';
import { Glyph, type GlyphName } from '../ui/icon.tsx';
import styles from './publication-steps.module.css';

const STEPS = once((): readonly { readonly word: string; readonly glyph: GlyphName }[] => [
  { word: t('Saved'), glyph: 'unchecked' },
  { word: t('Sent'), glyph: 'sent' },
  { word: t('Seen'), glyph: 'seen' },
]);

/** How many steps are done; the last of them is where it is now. */
const REACHED: Readonly<Record<Exclude<PublicationState, 'failed' | 'in-block'>, number>> = {
  draft: 1,
  queued: 1,
  sent: 2,
  seen: 3,
};

type Props = {
  readonly publication: Pick<Publication, 'state' | 'place'>;
  readonly sentence?: string | undefined;
};

/** The way of one's own post, in words. Once it is in a block one green line says so. */
export function PublicationSteps({ publication, sentence }: Props) {
  const { state, place } = publication;
  if (state === 'failed') return null;
  if (state === 'in-block') {
    return (
      <p className={classes(styles.steps, styles.done)} aria-live="polite">
        <Glyph name="done" />
        {t('In block {height}', { height: place === undefined ? '' : count(place.height) })}
      </p>
    );
  }
  const reached = REACHED[state];
  return (
    <div className={styles.steps} aria-live="polite">
      {STEPS()
        .slice(0, reached)
        .map(({ word, glyph }, index) => (
          <span key={word} className={index === reached - 1 ? styles.now : styles.past}>
            <Glyph name={glyph} />
            {word}
          </span>
        ))}
      <span>{sentence ?? NEXT()[state]}</span>
    </div>
  );
}

const NEXT = once((): Readonly<Record<keyof typeof REACHED, string>> => ({
  draft: t('Goes out as soon as it can'),
  queued: t('Goes out as soon as it can'),
  sent: t('A broadcaster has it'),
  seen: t('Waits for a block'),
}));
