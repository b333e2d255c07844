'use client';

import { type FormEvent, useRef, useState } from 'react';
import { Screen } from '../shell/screen.tsx';
import { useAccount, useProfile, useStatus } from '../use-answers.ts';
import { buttonClass } from '../ui/button.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { VerdictList } from '../ui/verdict-list.tsx';
import { LandTiles } from '../profile/land-tiles.tsx';
import { heightOf } from './district-height.ts';
import styles from './map-screen.module.css';

const LATEST = 8;

/** The way into the districts: by number, one's own, and the newest blocks. */
export function MapScreen() {
  const { data: status } = useStatus();
  const { data: account } = useAccount();
  const { data: profile } = useProfile(account?.key);
  const tip = status?.feed.headerHeight;
  const newest =
    tip === undefined ? [] : Array.from({ length: Math.min(LATEST, tip + 1) }, (_, back) => tip - back);
  return (
    <Screen
      title="Map"
      position="map"
      ready
      pane={<WhatALandIs />}
      paneFollows
      paneLabel="What a district is"
    >
      <Finder tip={tip} />
      <LandTiles districts={profile?.districts ?? []} />
      <div className={styles.part}>
        <PartTitle note={tip === undefined ? undefined : `up to ${count(tip)}`}>Newest blocks</PartTitle>
      </div>
      <ul className={styles.rows}>
        {newest.map((height) => (
          <li key={height}>
            <Link to={{ screen: 'district', height }} className={styles.row}>
              <span className={styles.icon}>
                <Icon name="block" small />
              </span>
              <span className={styles.name}>
                <b>{height}</b>.bitmap
              </span>
              <Icon name="right" small />
            </Link>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

function Finder({ tip }: { readonly tip: number | undefined }) {
  const [typed, setTyped] = useState('');
  const go = useRef<HTMLAnchorElement>(null);
  const height = heightOf(typed);
  const isAhead = height !== undefined && tip !== undefined && height > tip;
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    go.current?.click();
  };
  return (
    <form className={styles.finder} onSubmit={onSubmit}>
      <label htmlFor="height">Find a district</label>
      <div className={styles.line}>
        <input
          id="height"
          inputMode="numeric"
          autoComplete="off"
          placeholder={tip === undefined ? 'Number of a block' : `0 to ${tip}`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          aria-describedby="height-note"
        />
        {height !== undefined && (
          <Link ref={go} to={{ screen: 'district', height }} className={buttonClass('main')}>
            Look around
          </Link>
        )}
      </div>
      <p id="height-note" className={styles.note} aria-live="polite">
        {typed !== '' && height === undefined
          ? 'A district is called by a number: the height of its block.'
          : isAhead
            ? 'That block has not come yet, so its land is not there either.'
            : 'Every block is a piece of land, and every transaction in it a parcel.'}
      </p>
    </form>
  );
}

function WhatALandIs() {
  return (
    <>
      <PartTitle>What a district is</PartTitle>
      <VerdictList
        lines={[
          {
            key: 'block',
            tone: 'yes',
            claim: 'A block, drawn',
            evidence:
              'A square for each transaction in the order of the block; the more it moved, the larger.',
          },
          {
            key: 'first',
            tone: 'yes',
            claim: 'First come, first kept',
            evidence: 'Whoever first inscribes its number with .bitmap holds it, once the block exists.',
          },
          {
            key: 'real',
            tone: 'yes',
            claim: 'Checked before it is drawn',
            evidence: 'All its transactions must hash to the root in a header whose work was checked here.',
          },
        ]}
      />
    </>
  );
}
