'use client';

import { useEffect, useState } from 'react';
import type { Client } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useClient } from '../client-provider.tsx';
import { shortcutsAreOn, switchShortcuts } from '../shell/shortcut-switch.ts';
import { useQueryClient } from '../query-hooks.ts';
import { Screen } from '../shell/screen.tsx';
import { useStatus } from '../use-answers.ts';
import { Button } from '../ui/button.tsx';
import { Facts, PartTitle } from '../ui/facts.tsx';
import { byteSize } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { Switch } from '../ui/switch.tsx';
import { Choice } from './choice.tsx';
import { type CostsIn, keepCostsIn, readCostsIn } from './costs-in.ts';
import { HeldCopy } from './held-copy.tsx';
import { install, useInstallable } from './install.ts';
import { chooseLanguage, type Language, LANGUAGES, languageOfPage } from './language.ts';
import { keepPictures, type Pictures, readPictures } from '../media/data-saver.ts';
import { keepLook, type Look, readLook } from './look.ts';
import { Notices } from './notices.tsx';
import { PublicFollows } from './public-follows.tsx';
import styles from './settings-screen.module.css';
import { UnwantedList } from './unwanted-list.tsx';

export function SettingsScreen() {
  return (
    <Screen title={t('Settings')} position="settings" ready>
      <div className={styles.parts}>
        <Appearance />
        <Costs />
        <Keyboard />
        <PublicFollows />
        <Notices />
        <UnwantedList />
        <Storage />
        <Elsewhere />
        <About />
      </div>
    </Screen>
  );
}

function Appearance() {
  // What this device keeps is not in prerendered HTML.
  const [look, setLook] = useState<Look>();
  const [language, setLanguage] = useState<Language>();
  const [pictures, setPictures] = useState<Pictures>();
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- storage exists in the browser alone
    setLook(readLook());
    setLanguage(languageOfPage());
    setPictures(readPictures());
  }, []);
  const choose = (change: Partial<Look>): void => {
    const next = { ...(look ?? readLook()), ...change };
    keepLook(next);
    setLook(next);
  };
  return (
    <section>
      <PartTitle>{t('Appearance')}</PartTitle>
      <Choice label={t('Language')} options={LANGUAGES} value={language} onChoose={chooseLanguage} />
      <Choice
        label={t('Theme')}
        options={[
          ['auto', t('As the system')],
          ['light', t('Light')],
          ['dark', t('Dark')],
        ]}
        value={look?.theme}
        onChoose={(theme) => choose({ theme })}
      />
      <Choice
        label={t('Text')}
        options={[
          ['small', t('Small')],
          ['normal', t('Normal')],
          ['large', t('Large')],
          ['huge', t('Huge')],
        ]}
        value={look?.text}
        onChoose={(text) => choose({ text })}
      />
      <Choice
        label={t('Posts')}
        options={[
          ['comfortable', t('Comfortable')],
          ['compact', t('Compact')],
        ]}
        value={look?.density}
        onChoose={(density) => choose({ density })}
      />
      <Choice
        label={t('Pictures in posts')}
        options={[
          ['auto', t('As the browser asks')],
          ['press', t('After a press')],
          ['once', t('At once')],
        ]}
        value={pictures}
        onChoose={(next) => {
          keepPictures(next);
          setPictures(next);
        }}
      />
      <p className={styles.note}>
        {t(
          'A browser that is told to save data asks for a press: until then the words of a picture stand in its place.',
        )}
      </p>
    </section>
  );
}

/** Play money has no rate, so nothing is asked on networks of it. */
function Costs() {
  const client = useClient();
  const [chosen, setChosen] = useState<CostsIn>();
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- storage exists in the browser alone
    setChosen(readCostsIn());
  }, []);
  if (client?.config.network !== 'main') return null;
  return (
    <section>
      <PartTitle>{t('Costs')}</PartTitle>
      <Choice
        label={t('Said in')}
        options={[
          ['sats', t('Satoshis')],
          ['money', t('Money')],
        ]}
        value={chosen}
        onChoose={(next) => {
          keepCostsIn(next);
          setChosen(next);
        }}
      />
      <p className={styles.note}>
        {t(
          'In money, one of the sources is asked now and then what a coin is worth. It is its word, and in its currency: no source here says it in others.',
        )}
      </p>
    </section>
  );
}

function Keyboard() {
  return (
    <section>
      <PartTitle>{t('Keyboard')}</PartTitle>
      <KeptSwitch
        id="keys"
        label={t('Single letters act')}
        note={t('Press ? anywhere for the list, Ctrl or ⌘ K to go somewhere by name.')}
        read={shortcutsAreOn}
        keep={switchShortcuts}
      />
    </section>
  );
}

type KeptSwitchProps = {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly read: () => boolean;
  readonly keep: (on: boolean) => void;
};

function KeptSwitch({ id, label, note, read, keep }: KeptSwitchProps) {
  const [on, setOn] = useState(true);
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- storage exists in the browser alone
    setOn(read());
  }, [read]);
  return (
    <div className={styles.row}>
      <p>
        <span id={id}>{label}</span>
        <small>{note}</small>
      </p>
      <Switch
        on={on}
        labelledBy={id}
        onSwitch={(wanted) => {
          keep(wanted);
          setOn(wanted);
        }}
      />
    </div>
  );
}

function Storage() {
  const { data: status } = useStatus();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const storage = status?.storage;
  const persist = async (): Promise<void> => {
    await navigator.storage.persist();
    setAsked(true);
    await queries.invalidateQueries({ queryKey: ['status'] });
  };
  return (
    <section>
      <PartTitle>{t('Storage')}</PartTitle>
      {storage === undefined ? (
        <p className={styles.note}>{t('This browser does not say what it keeps.')}</p>
      ) : (
        <>
          <Facts
            facts={[
              { label: t('Used here'), value: <b>{byteSize(storage.usage)}</b> },
              { label: t('The browser allows'), value: byteSize(storage.quota) },
              {
                label: t('Kept when space is short'),
                value: storage.persisted ? t('yes') : t('not promised'),
              },
            ]}
          />
          {!storage.persisted && (
            <p className={styles.row}>
              <small>
                {asked
                  ? t('The browser did not promise it. Installing the app usually helps.')
                  : t(
                      'Without that promise a browser may drop drafts, keys and posts when the disk is full.',
                    )}
              </small>
              <Button small onClick={() => void persist()}>
                {t('Ask to keep it')}
              </Button>
            </p>
          )}
        </>
      )}
      <Caps />
      <p className={styles.note}>
        {t(
          'What was read longest ago goes first; what you wrote, kept or follow stays. A smaller amount holds from the next start on.',
        )}
      </p>
      <HeldCopy />
    </section>
  );
}

const KINDS = once(
  () =>
    [
      ['media', t('Pictures and pages')],
      ['packed', t('Posts')],
    ] as const,
);

/** How much of each kind may be held. */
function Caps() {
  const client = useClient();
  const [caps, setCaps] = useState<Awaited<ReturnType<Client['caps']>>>();
  useEffect(() => {
    client?.caps().then(setCaps, () => undefined);
  }, [client]);
  if (client === undefined || caps === undefined) return null;
  const choose = async (kind: keyof typeof caps, megabytes: number): Promise<void> => {
    await client.setCap(kind, megabytes);
    setCaps(await client.caps());
  };
  return KINDS().map(([kind, words]) => (
    <Choice
      key={kind}
      label={words}
      options={caps[kind].choices.map(
        (cap) =>
          [String(cap), byteSize(cap < 1_024 ? cap * 1_000_000 : (cap / 1_024) * 1_000_000_000)] as const,
      )}
      value={String(caps[kind].chosen)}
      // What cannot be stored stays as it was.
      onChoose={(cap) => void choose(kind, Number(cap)).catch(() => undefined)}
    />
  ));
}

const PLACES = once(
  () =>
    [
      ['account', t('Account and backup'), t('Your key and its copies')],
      ['wallet', t('Wallet'), t('Coins in and out, what goes without asking')],
      ['status', t('Network'), t('Chain, sources, every request')],
      ['neighbours', t('Privacy and sharing'), t('Who is near, what you pass on')],
    ] as const,
);

function Elsewhere() {
  return (
    <section>
      <PartTitle>{t('Elsewhere')}</PartTitle>
      <ul className={styles.links}>
        {PLACES().map(([screen, name, note]) => (
          <li key={screen}>
            <Link to={{ screen }}>
              <span>
                {name}
                <small>{note}</small>
              </span>
              <Icon name="right" small />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function About() {
  const { data: status } = useStatus();
  const installable = useInstallable();
  return (
    <section>
      <PartTitle>{t('About')}</PartTitle>
      <p className={styles.note}>
        {t(
          'Nabo is a social feed that nobody owns. It runs on this device, reads the chain by itself and keeps no account of you anywhere. Open source, MIT licence.',
        )}
      </p>
      {status != null && (
        <p className={styles.note}>
          {status.serviceWorker === 'none'
            ? t('This page works as long as its host answers.')
            : t('It starts without its host, and tells you when there is a new version.')}
        </p>
      )}
      {installable && (
        <p className={styles.row}>
          <small>{t('As an app it has a window of its own, and browsers keep its data longer.')}</small>
          <Button small onClick={() => void install()}>
            {t('Install')}
          </Button>
        </p>
      )}
    </section>
  );
}
