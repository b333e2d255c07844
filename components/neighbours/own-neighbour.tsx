'use client';

import type { MouseEvent, ReactNode } from 'react';
import type { Client } from '#lib/client/client.ts';
import type { PostView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useMutation } from '../query-hooks.ts';
import { authorLabel } from '../post/author-label.ts';
import { useLatestPosts, useStatus } from '../use-answers.ts';
import { useNetwork } from '../use-network.ts';
import { Button } from '../ui/button.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { plural } from '../ui/format.ts';
import { housesOf, openBeside, type House } from './houses.ts';
import styles from './own-neighbour.module.css';
import { useComeback } from './use-comeback.ts';

/**
 * On a devnet one machine is enough for two people: names below localhost are origins of their own, each with its own
 * key, shelf and node. Offered where the plug can really be pulled.
 */
export function OwnNeighbour() {
  const network = useNetwork();
  const pullPlug = useClient()?.pullPlug;
  if (pullPlug === undefined || network !== 'devnet') return null;
  const houses = housesOf(window.location);
  return houses === undefined ? null : <Steps {...houses} pullPlug={pullPlug} />;
}

type Props = {
  readonly first: House;
  readonly second: House;
  readonly pullPlug: NonNullable<Client['pullPlug']>;
};

function Steps({ first, second, pullPlug }: Props) {
  const { data: status } = useStatus();
  const { data: feed } = useLatestPosts();
  const isOut = status?.hostReachable === false;
  const isBack = useComeback(isOut);
  const { mutate, isPending, data, error } = useMutation({ networkMode: 'always', mutationFn: pullPlug });
  const newest = feed?.[0];
  return (
    <section className={styles.part} aria-label={t('Be your own neighbour')}>
      <PartTitle>{t('Be your own neighbour')}</PartTitle>
      <p>{t('Two names of this machine are two people, each with a key, a shelf and a door.')}</p>
      <ol className={styles.steps}>
        <li>
          {t('Open both, side by side: ')}
          <HouseLink house={first} half={0} />
          {t(' and ')}
          <HouseLink house={second} half={1} />.
        </li>
        <li>
          {t('Close {name} again: it keeps the app and hears of nothing new. Write something in {name2}.', {
            name: second.name,
            name2: first.name,
          })}
        </li>
        <li>{t('Pull the plug.')}</li>
        <li>
          {t('In {name}, open ', { name: second.name })}
          {newest === undefined ? t('what you wrote') : <NewestLink {...{ newest, second }} />}
          {t('. There is no server left that could bring it.')}
        </li>
      </ol>
      <Button wide disabled={isPending || isOut} onClick={() => mutate()}>
        <Icon name={isOut ? 'unplug' : 'plug'} small />
        {t('Pull the plug')}
      </Button>
      <p className={styles.note} aria-live="polite">
        {noteOn({ error, seconds: data?.seconds, isOut, isBack })}
      </p>
    </section>
  );
}

function HouseLink({ house, half }: { readonly house: House; readonly half: 0 | 1 }) {
  return (
    <BesideLink href={`${house.origin}/`} half={half}>
      {house.name}
    </BesideLink>
  );
}

/** The post that came last, as somebody who cannot have it opens it. */
function NewestLink({ newest, second }: { readonly newest: PostView; readonly second: House }) {
  return (
    <BesideLink href={`${second.origin}/post#${newest.id}`} half={1}>
      {t('the newest post, by {authorLabel}', { authorLabel: authorLabel(newest.author) })}
    </BesideLink>
  );
}

type BesideProps = { readonly href: string; readonly half: 0 | 1; readonly children: ReactNode };

function BesideLink({ href, half, children }: BesideProps) {
  const open = (event: MouseEvent): void => {
    const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (isPlain && openBeside(href, half)) event.preventDefault();
  };
  return (
    <a className={styles.house} href={href} target="_blank" rel="noreferrer" onClick={open}>
      {children}
    </a>
  );
}

type Going = {
  readonly error: Error | null;
  readonly seconds: number | undefined;
  readonly isOut: boolean;
  readonly isBack: boolean;
};

function noteOn({ error, seconds, isOut, isBack }: Going): string {
  if (isOut)
    return seconds === undefined
      ? t('Devnet and host are gone, and come back by themselves.')
      : t('Devnet and host are gone for {seconds}, and come back by themselves.', {
          seconds: plural(seconds, 'second', 'seconds'),
        });
  if (isBack) return t('Devnet and host are back.');
  if (error !== null) return t('The plug is stuck. {message}', { message: error.message });
  return t('Ends devnet and host on this machine, really, and starts them again after a minute.');
}
