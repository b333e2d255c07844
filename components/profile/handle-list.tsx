import type { HandleView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { issueSentence } from '../post/issue-sentences.ts';
import { headlineOf } from '../post/proof-headline.ts';
import { count, shortHash } from '../ui/format.ts';
import { VerdictList, type VerdictLine } from '../ui/verdict-list.tsx';
import styles from './handle-list.module.css';

/** Names whose first claim a key holds, each with what it rests on. */
export function HandleList({ handles }: { readonly handles: readonly HandleView[] }) {
  if (handles.length === 0) return <p className={styles.none}>{t('This key has claimed no name.')}</p>;
  return <VerdictList lines={handles.map(lineOf)} />;
}

function lineOf({ name, id, verdict, nameMarks = [] }: HandleView): VerdictLine {
  const marks = nameMarks.map((mark) => ` ${issueSentence(mark)}`).join('');
  const claim = <bdi dir="ltr">{name}.bitter</bdi>;
  if (verdict.state === 'proven')
    return {
      key: id,
      tone: 'yes',
      claim,
      evidence: t('Claimed in block {height}, by {slice}.{marks}', {
        height: count(verdict.place.height),
        slice: shortHash(id.slice(0, 64)),
        marks,
      }),
    };
  return {
    key: id,
    tone: 'wait',
    claim,
    evidence: t('{word}: its block was not checked.{marks}', { word: headlineOf(verdict).word, marks }),
  };
}
