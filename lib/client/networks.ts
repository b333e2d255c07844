import type { Network } from '#lib/chain/network.ts';
import type { AppConfig } from './config.ts';

/** The networks that a host offers, the configured one first. */
export const offeredNetworks = ({ network, others }: AppConfig): readonly Network[] => [
  network,
  ...others.map((other) => other.network),
];

/** A configuration for one network. `isHome`: it is the host's own, so that the host sends what is written there. */
export type NetworkChoice = { readonly config: AppConfig; readonly isHome: boolean };

/** The configuration for `wanted`, or for the host's own network when it does not offer that. */
export function configFor(given: AppConfig, wanted: Network | undefined): NetworkChoice {
  const { build, relays, stun, undoSeconds, others, ...own } = given;
  const other = others.find(({ network }) => network === wanted && network !== own.network);
  if (other === undefined) return { config: given, isHome: true };
  return {
    config: {
      build,
      relays,
      stun,
      undoSeconds,
      ...other,
      others: [own, ...others.filter((each) => each !== other)],
    },
    isHome: false,
  };
}
