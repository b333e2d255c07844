import type { Publication } from '#lib/publish/publication.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
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
      return { glyph: 'done', name: `in block ${count(verdict.place.height)}, proof checked`, tone: 'plain' };
    case 'committed':
      return { glyph: 'sent', name: 'committed, its block is not checked', tone: 'plain' };
    case 'signed':
      return { glyph: 'sent', name: 'signed, not in a block yet', tone: 'plain' };
    case 'held':
      return { glyph: 'unchecked', name: 'not checked yet', tone: 'plain' };
    case 'orphaned':
      return { glyph: 'seen', name: 'its block was replaced', word: 'Replaced', tone: 'wait' };
    case 'refuted':
      return { glyph: 'no', name: 'check failed', word: 'Check failed', tone: 'bad' };
  }
}

export function whereaboutsOfOwn(
  publication: Pick<Publication, 'state' | 'place'>,
  saving = false,
): Whereabouts {
  if (saving) return { glyph: 'unchecked', name: 'being saved', word: 'Saving', tone: 'plain' };
  switch (publication.state) {
    case 'draft':
    case 'queued':
      return { glyph: 'unchecked', name: 'saved, not sent yet', word: 'Not sent yet', tone: 'plain' };
    case 'sent':
      return { glyph: 'sent', name: 'sent', tone: 'wait' };
    case 'seen':
      return { glyph: 'seen', name: 'seen by the network', tone: 'wait' };
    case 'in-block': {
      const block = publication.place === undefined ? 'a block' : `block ${count(publication.place.height)}`;
      return { glyph: 'done', name: `in ${block}, proof checked`, tone: 'plain' };
    }
    case 'failed':
      return { glyph: 'fail', name: 'failed', word: 'Not sent', tone: 'bad' };
  }
}

/** What a reader should know about a verdict that is not the normal one, as a sentence. */
export function noteOn(verdict: Verdict): string | undefined {
  if (verdict.state === 'orphaned')
    return `Block ${count(verdict.last.height)} lost to a longer chain. The post is safe and waits for the next one.`;
  return undefined;
}
