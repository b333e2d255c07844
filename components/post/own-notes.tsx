import { Approve } from './approve.tsx';
import { Asked } from './asked.tsx';
import { PublicationSteps } from './publication-steps.tsx';
import { Repair } from './repair.tsx';
import { Undo } from './undo.tsx';
import type { OwnState } from './shown-post.ts';

/** How far one's own post is on its way, and what can be done where it stopped. */
export function OwnNotes({ own }: { readonly own: OwnState }) {
  if (own.saving) return null;
  return (
    <>
      <PublicationSteps publication={own.publication} sentence={own.sentence} />
      <Approve own={own} />
      <Asked own={own} />
      <Undo own={own} />
      {own.publication.state === 'failed' && <Repair own={own} />}
    </>
  );
}
