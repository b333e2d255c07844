'use client';

import type { InscriptionAnswer } from '#lib/client/inscriptions.ts';
import { t } from '#lib/language/t.ts';
import { useConnection } from '../client-provider.tsx';
import { Screen } from '../shell/screen.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useFragment } from '../ui/fragment.ts';
import { Notice } from '../ui/notice.tsx';
import { PostSkeletons } from '../ui/skeleton.tsx';
import { AbsentInscription } from './absent-inscription.tsx';
import { InscriptionDetails } from './inscription-details.tsx';
import { InscriptionProof } from './inscription-proof.tsx';
import { NameForm } from './name-form.tsx';
import { useInscription } from './use-inscription.ts';

const LOOKING = <Notice icon="neighbours">{t('Looking on this device and among neighbours.')}</Notice>;

/** The inscription that the fragment names. Another fragment is another visit. */
export function InscriptionScreen() {
  const id = useFragment();
  return <Opened key={id ?? ''} id={id} />;
}

function Opened({ id }: { readonly id: string | undefined }) {
  const connection = useConnection();
  const { answer, error, isPending, asking, ask } = useInscription(id ?? '');
  const open = answer?.state === 'open' ? answer : undefined;
  return (
    <Screen
      title={t('Inscription')}
      position={`i:${id ?? ''}`}
      ready={open !== undefined}
      withBack
      {...(open === undefined
        ? {}
        : { pane: <InscriptionProof open={open} />, paneFollows: true, paneLabel: t('Proof') })}
    >
      {id === '' && <NameForm />}
      {id !== '' && connection.state !== 'failed' && (
        <Outcome
          id={id}
          answer={answer}
          waits={id === undefined || isPending}
          reason={error?.message}
          asking={asking}
          onAsk={ask}
        />
      )}
    </Screen>
  );
}

type OutcomeProps = {
  readonly id: string | undefined;
  readonly answer: InscriptionAnswer | undefined;
  readonly waits: boolean;
  readonly reason: string | undefined;
  readonly asking: ReturnType<typeof useInscription>['asking'];
  readonly onAsk: (of: string) => void;
};

function Outcome({ id = '', answer, waits, reason, asking, onAsk }: OutcomeProps) {
  if (waits) return <PostSkeletons count={2} note={LOOKING} />;
  if (answer === undefined)
    return <EmptyState title={t('It could not be opened')}>{reason ?? t('Nobody knows why.')}</EmptyState>;
  switch (answer.state) {
    case 'unnamed':
      return (
        <>
          <EmptyState title={t('No inscription has this name')}>
            {t(
              'The link is cut or changed. An inscription is called by the 64 letters and digits of its transaction, and a number.',
            )}
          </EmptyState>
          <NameForm given={id} />
        </>
      );
    case 'absent':
      return <AbsentInscription absent={answer} asking={asking} onAsk={onAsk} />;
    case 'open':
      return <InscriptionDetails open={answer} />;
  }
}
