import type { Headline } from '../post/proof-headline.ts';
import { classes } from '../ui/classes.ts';
import { Glyph } from '../ui/icon.tsx';
import styles from './file-result.module.css';

/** The verdict on a file in a word and a sentence. */
export function FileHeadline({ word, sentence, glyph, tone }: Headline) {
  return (
    <>
      <h2 className={classes(styles.headline, styles[tone])}>
        <Glyph name={glyph} />
        {word}
      </h2>
      <p className={styles.sentence}>{sentence}</p>
    </>
  );
}
