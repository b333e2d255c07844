'use client';

import { useMutation } from '@tanstack/react-query';
import { useStatus } from '../use-answers.ts';
import { useNetwork } from '../use-network.ts';
import { Button } from '../ui/button.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './own-neighbour.module.css';

type Props = {
  /** Stops devnet and host for a while, really. Resolves once they are about to go. */
  readonly onPlug?: () => Promise<void>;
};

/**
 * On a devnet one machine is enough for two people: names below localhost are origins of their own, each with its own
 * key, shelf and node.
 */
export function OwnNeighbour({ onPlug }: Props) {
  const network = useNetwork();
  const { data: status } = useStatus();
  const isOut = status?.hostReachable === false;
  const { mutate, isPending, isSuccess, error } = useMutation({
    networkMode: 'always',
    mutationFn: async () => onPlug?.(),
  });
  const houses = housesOf(window.location);
  if (onPlug === undefined || network !== 'devnet' || houses.length === 0) return null;
  return (
    <section className={styles.part} aria-label="Be your own neighbour">
      <PartTitle>Be your own neighbour</PartTitle>
      <p>
        Open both of these, side by side. Each is a person of its own, with a key, a shelf and a door. Let the
        first one read, pull the plug, and open the same post in the other.
      </p>
      <ul className={styles.houses}>
        {houses.map(({ name, href }) => (
          <li key={name}>
            <a href={href} target="_blank" rel="noreferrer">
              <Icon name="neighbours" small />
              {name}
            </a>
          </li>
        ))}
      </ul>
      <Button wide disabled={isPending || isOut} onClick={() => mutate()}>
        <Icon name={isOut ? 'unplug' : 'plug'} small />
        Pull the plug
      </Button>
      <p className={styles.note} aria-live="polite">
        {isOut ? 'Devnet and host are gone, and come back by themselves.' : noteOn(error, isSuccess)}
      </p>
    </section>
  );
}

function noteOn(error: Error | null, pulled: boolean): string {
  if (error !== null) return `The plug is stuck. ${error.message}`;
  return pulled
    ? 'The plug was pulled. What it takes away comes back by itself.'
    : 'Stops devnet and host on this machine for a short while.';
}

type House = { readonly name: string; readonly href: string };

/** Two names of this very machine; none where the page came from another one. */
function housesOf({ hostname, protocol, port }: Location): readonly House[] {
  if (!/^(?:(?:.+\.)?localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) return [];
  return ['a.localhost', 'b.localhost'].map((name) => ({
    name,
    href: `${protocol}//${name}${port === '' ? '' : `:${port}`}/`,
  }));
}
