import type { AuthorView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { Tag } from '../ui/tag.tsx';
import { issueSentence } from './issue-sentences.ts';

type Props = Pick<AuthorView, 'nameMarks'>;

/** A small mark beside a name that is easily taken for another; the proof panel and the profile say why. */
export function NameMark({ nameMarks = [] }: Props) {
  if (nameMarks.length === 0) return null;
  const isLookalike = nameMarks.some(({ code }) => code === 'name-lookalike');
  return (
    <Tag kind="warn" title={nameMarks.map(issueSentence).join(' ')}>
      {isLookalike ? t('lookalike') : t('mixed letters')}
    </Tag>
  );
}
