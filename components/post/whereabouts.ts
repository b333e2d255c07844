import type { Publication } from '#lib/publish/publication.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import { t } from '#lib/language/t.ts';
import type { GlyphName } from '../ui/icon.tsx';
import { count } from '../ui/format.ts';

/** Where a transaction is: a glyph, its accessible words, and visible words for the exceptions alone. */
export type Whereabouts = {
  readonly glyph: GlyphName;
  readonly name: string;
  readonly word?: string;
  readonly tone: 'plain' | 'wait' | 'good' | 'bad';
};

export function whereaboutsOf(verdict: Verdict): Whereabouts {
  switch (verdict.state) {
    case 'proven':
      return {
        glyph: 'done',
        name: t('in block {height}, proof checked', { height: count(verdict.place.height) }),
        tone: 'plain',
      };
    case 'committed':
      return { glyph: 'sent', name: t('committed, its block is not checked'), tone: 'plain' };
    case 'signed':
      return { glyph: 'sent', name: t('signed, not in a block yet'), tone: 'plain' };
    case 'held':
      return { glyph: 'unchecked', name: t('not checked yet'), tone: 'plain' };
    case 'orphaned':
      return { glyph: 'seen', name: t('its block was replaced'), word: t('Replaced'), tone: 'wait' };
    case 'refuted':
      return { glyph: 'no', name: t('check failed'), word: t('Check failed'), tone: 'bad' };
  }
}

export function whereaboutsOfOwn(
  publication: Pick<Publication, 'state' | 'place'>,
  saving = false,
): Whereabouts {
  if (saving) return { glyph: 'unchecked', name: t('being saved'), word: t('Saving'), tone: 'plain' };
  switch (publication.state) {
    case 'draft':
    case 'queued':
      return { glyph: 'unchecked', name: t('saved, not sent yet'), word: t('Not sent yet'), tone: 'plain' };
    case 'sent':
      return { glyph: 'sent', name: 'sent', tone: 'wait' };
    case 'seen':
      return { glyph: 'seen', name: t('seen by the network'), tone: 'wait' };
    case 'in-block': {
      const block =
        publication.place === undefined
          ? t('a block')
          : t('block {height}', { height: count(publication.place.height) });
      return { glyph: 'done', name: t('in {block}, proof checked', { block }), tone: 'plain' };
    }
    case 'failed':
      return { glyph: 'fail', name: 'failed', word: t('Not sent'), tone: 'bad' };
  }
}

/** What a reader should know about a verdict that is not the normal one, as a sentence. */
export function noteOn(verdict: Verdict): string | undefined {
  if (verdict.state === 'orphaned')
    return t('Block {height} lost to a longer chain. The post is safe and waits for the next one.', {
      height: count(verdict.last.height),
    });
  return undefined;
}
