'use client';

import type { InscriptionAnswer, WholeFilm } from '#lib/client/inscriptions.ts';
import { t } from '#lib/language/t.ts';
import { useConnection } from '../client-provider.tsx';
import { useProfile } from '../use-answers.ts';
import { Screen } from '../shell/screen.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useFragment } from '../ui/fragment.ts';
import { Notice } from '../ui/notice.tsx';
import { PostSkeletons } from '../ui/skeleton.tsx';
import { AbsentInscription } from './absent-inscription.tsx';
import { FilmInParts } from './film-in-parts.tsx';
import { InscriptionDetails } from './inscription-details.tsx';
import { InscriptionProof } from './inscription-proof.tsx';
import { NameForm } from './name-form.tsx';
import { useInscription, useWholeFilm } from './use-inscription.ts';

const LOOKING = <Notice icon="neighbours">{t('Looking on this device and among neighbours.')}</Notice>;

/** The inscription that the fragment names. Another fragment is another visit. */
export function InscriptionScreen() {
  const id = useFragment();
  const name = id === undefined ? undefined : handleIn(id);
  return name === undefined ? <Opened key={id ?? ''} id={id} /> : <PageOf key={name} name={name} />;
}

/** `name.bitter`, which stands for the page that its holder chose. */
const handleIn = (id: string): string | undefined => /^[^\s./#:]{1,64}\.bitter$/i.exec(id)?.[0];

/** The inscription that the holder of a handle chose to be opened by it. */
function PageOf({ name }: { readonly name: string }) {
  const { data: profile, isPending } = useProfile(name);
  const page = profile?.alias?.page;
  if (page !== undefined) return <Opened key={page} id={page} of={name} />;
  return (
    <Screen title={name} withBack>
      {profile === undefined && isPending ? (
        <PostSkeletons count={2} note={LOOKING} />
      ) : (
        <EmptyState title={t('No page is chosen for {name}', { name })}>
          {profile == null
            ? t('No key and no claim of it is known on this device.')
            : t('Its holder names one in what they say of themselves.')}
        </EmptyState>
      )}
    </Screen>
  );
}

type OpenedProps = {
  readonly id: string | undefined;
  /** The handle that stands for it. */
  readonly of?: string;
};

function Opened({ id, of }: OpenedProps) {
  const connection = useConnection();
  const { answer, error, isPending, asking, ask, put, lookAgain } = useInscription(id ?? '');
  const film = useWholeFilm(answer?.state === 'parts' ? answer.film : undefined);
  const proven = answer?.state === 'open' ? answer : film;
  return (
    <Screen
      title={of ?? t('Inscription')}
      position={`i:${id ?? ''}`}
      ready={answer?.state === 'open' || answer?.state === 'parts'}
      withBack
      {...(proven === undefined
        ? {}
        : {
            pane: <InscriptionProof open={proven} onProved={put} />,
            paneFollows: true,
            paneLabel: t('Proof'),
          })}
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
          film={film}
          onWhole={lookAgain}
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
  readonly film: WholeFilm | undefined;
  readonly onWhole: () => void;
};

function Outcome({ id = '', answer, waits, reason, asking, onAsk, film, onWhole }: OutcomeProps) {
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
    case 'parts':
      return <FilmInParts film={answer.film} whole={film} onWhole={onWhole} />;
    case 'open':
      return <InscriptionDetails open={answer} />;
  }
}
