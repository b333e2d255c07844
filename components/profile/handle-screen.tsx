'use client';

import { type FormEvent, useDeferredValue, useMemo, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { HeldElsewhere } from '../account/held-elsewhere.tsx';
import { CostLines } from '../compose/cost-lines.tsx';
import { PublicationSteps } from '../post/publication-steps.tsx';
import { Repair } from '../post/repair.tsx';
import { Screen } from '../shell/screen.tsx';
import { useAccount, useHandleAvailability, useProfile, usePublications, useStatus } from '../use-answers.ts';
import { useEstimate } from '../use-estimate.ts';
import { useOutboxActions } from '../use-outbox-actions.ts';
import { HandOn } from '../plots/hand-on.tsx';
import { Button } from '../ui/button.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { VerdictList } from '../ui/verdict-list.tsx';
import { HandleList } from './handle-list.tsx';
import { tidyName } from './handle-name.ts';
import { rich } from '../ui/rich.ts';
import styles from './handle-screen.module.css';
import { availabilityLines } from './availability-lines.ts';

export function HandleScreen() {
  const [typed, setTyped] = useState('');
  const name = tidyName(typed);
  const asked = useDeferredValue(name);
  const { data: answer } = useHandleAvailability(asked);
  const { data: account } = useAccount();
  const { data: publications } = usePublications();
  const { data: status } = useStatus();
  const { publish, busy } = useOutboxActions();
  const claim = publications?.find(
    ({ publication: { intent } }) => intent.kind === 'claim-handle' && intent.name === asked && asked !== '',
  );
  const isFree =
    answer != null &&
    answer.name === name &&
    answer.issues.length === 0 &&
    answer.standing?.first === undefined;
  const intents = useMemo(
    () => [{ kind: 'claim-handle', name: name === '' ? 'name' : name } as const],
    [name],
  );
  const estimate = useEstimate(intents);
  const canClaim = isFree && !busy && claim === undefined;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (canClaim) publish({ kind: 'claim-handle', name }, estimate);
  };

  return (
    <Screen
      title={t('Claim a name')}
      position="handle"
      ready
      withBack
      pane={<Rules />}
      paneFollows
      paneLabel={t('Rules of names')}
    >
      {account?.linked === true ? (
        <HeldElsewhere />
      ) : (
        <form className={styles.form} onSubmit={submit}>
          <h2>
            <label htmlFor="name">{t('Name')}</label>
          </h2>
          <div className={styles.field}>
            <input
              id="name"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              maxLength={40}
              aria-describedby="name-rule"
            />
            <span aria-hidden="true">.bitter</span>
          </div>
          <p id="name-rule" className={styles.rule}>
            {t('Letters a to z, digits, _ and -; at most 32 of them.')}
          </p>
          <div className={styles.answer} aria-live="polite">
            {name !== '' && answer != null && (
              <VerdictList lines={availabilityLines(answer, account?.holders ?? [])} />
            )}
          </div>
          {claim === undefined ? (
            <>
              <Button type="submit" look="main" wide disabled={!canClaim}>
                {t('Claim {more}', { more: name === '' ? t('it') : `${name}.bitter` })}
              </Button>
              <CostLines kind="claim-handle" estimate={estimate} waits={status?.hostReachable === false} />
            </>
          ) : (
            <div className={styles.claim}>
              <p>{rich('Your claim of <b>{name}.bitter</b>', { b: (inner) => <b>{inner}</b>, name })}</p>
              <PublicationSteps publication={claim.publication} sentence={claim.sentence} />
              {claim.publication.state === 'failed' && <Repair own={claim} />}
            </div>
          )}
        </form>
      )}
      <OwnNames />
    </Screen>
  );
}

/** The names of whoever lives here, and the way to hand each of them on. */
function OwnNames() {
  const { data: account } = useAccount();
  const { data: profile } = useProfile(account?.key);
  const names = (profile?.handles ?? []).filter(({ holder }) => account?.holders.includes(holder));
  if (names.length === 0) return null;
  return (
    <section className={styles.own}>
      <PartTitle>{t('Your names')}</PartTitle>
      <HandleList handles={names} />
      {account?.linked !== true &&
        names.map(({ id, name, holder, at }) => (
          <HandOn
            key={id}
            what={`${name}.bitter`}
            holder={holder}
            at={at}
            along={t(
              'What you wrote under it stays as it is. From then on only whom its new holder names writes under it.',
            )}
          />
        ))}
    </section>
  );
}

function Rules() {
  return (
    <>
      <PartTitle>{t('How names work')}</PartTitle>
      <VerdictList
        lines={[
          {
            key: 'first',
            tone: 'yes',
            claim: t('First come, first kept'),
            evidence: t(
              'The first claim in the order of the chain counts, by block and then by place in it.',
            ),
          },
          {
            key: 'yours',
            tone: 'yes',
            claim: t('It belongs to your key'),
            evidence: t('Nobody rents it out and nobody can take it. If the key is lost, so is the name.'),
          },
          {
            key: 'height',
            tone: 'plain',
            claim: t('Free is said with a height'),
            evidence: t(
              'That nobody was first cannot be proven, so it holds as far as this device has read.',
            ),
          },
        ]}
      />
    </>
  );
}
