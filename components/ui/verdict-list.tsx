import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { Glyph, type GlyphName } from './icon.tsx';
import styles from './verdict-list.module.css';

export type VerdictTone = 'yes' | 'wait' | 'no' | 'plain';

export type VerdictLine = {
  readonly key: string;
  readonly tone: VerdictTone;
  readonly claim: ReactNode;
  readonly evidence: ReactNode;
};

const GLYPHS: Readonly<Record<VerdictTone, GlyphName>> = {
  yes: 'done',
  wait: 'unchecked',
  no: 'no',
  plain: 'fail',
};

/** Claims and what they rest on: a glyph, a short sentence, one line of evidence. */
export function VerdictList({ lines }: { readonly lines: readonly VerdictLine[] }) {
  return (
    <ul className={styles.list}>
      {lines.map((line) => (
        <li key={line.key} className={classes(styles.line, styles[line.tone])}>
          <Glyph name={GLYPHS[line.tone]} className={styles.glyph} />
          <div>
            <h3>{line.claim}</h3>
            <p>{line.evidence}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
