import type { Verdict } from '#lib/proof/verdict.ts';
import { t } from '#lib/language/t.ts';
import type { GlyphName } from '../ui/icon.tsx';

/** The verdict in a word and a sentence: words before symbols, symbols before hashes. */
export type Headline = {
  readonly word: string;
  readonly sentence: string;
  readonly glyph: GlyphName;
  readonly tone: 'good' | 'wait' | 'bad' | 'plain';
};

export function headlineOf(verdict: Verdict): Headline {
  switch (verdict.state) {
    case 'proven':
      return {
        word: t('Proven'),
        sentence: t('Nobody had to be believed for this one.'),
        glyph: 'done',
        tone: 'good',
      };
    case 'committed':
      return {
        word: t('Committed'),
        sentence: t('The content is the one that the coin was locked to. Its block was not checked.'),
        glyph: 'seen',
        tone: 'plain',
      };
    case 'signed':
      return {
        word: t('Signed'),
        sentence: t('Its author is certain, its block is still to come.'),
        glyph: 'sent',
        tone: 'plain',
      };
    case 'held':
      return {
        word: t('Not checked yet'),
        sentence: t('The bytes are the ones named. Nothing here says that they are in a block.'),
        glyph: 'unchecked',
        tone: 'plain',
      };
    case 'orphaned':
      return {
        word: t('Block replaced'),
        sentence: t('It was proven, and a longer chain left its block behind.'),
        glyph: 'seen',
        tone: 'wait',
      };
    case 'refuted':
      return {
        word: t('Check failed'),
        sentence: t('What came is not what was claimed.'),
        glyph: 'no',
        tone: 'bad',
      };
  }
}
