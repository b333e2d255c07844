import type { ExchangeRate } from '#lib/chain/exchange-rate.ts';
import type {
  AccountView,
  Client,
  DeviceView,
  HandedView,
  IdentityView,
  InviteView,
  KeysView,
  NeighboursView,
  OfferView,
} from '#lib/client/client.ts';
import type { InscriptionDesk } from '#lib/client/inscriptions.ts';
import type { OutsideTrouble } from '#lib/client/outside/wallet.ts';
import type { FileView } from '#lib/feed/file-view.ts';
import type { ActivityView, PostView } from '#lib/feed/post-view.ts';
import type { ProfileDetails } from '#lib/feed/profile-details.ts';

/** What the world of a fake client is like. */
export type FakeOptions = {
  readonly now?: number;
  readonly posts?: readonly PostView[];
  readonly account?: AccountView | undefined;
  /** How the key is kept. */
  readonly keys?: Partial<KeysView>;
  readonly invites?: readonly InviteView[];
  readonly devices?: readonly DeviceView[];
  /** What a link that begins with `device=good` hands over. */
  readonly handed?: HandedView;
  /** Who lives on this device; `account` alone unless said. */
  readonly identities?: readonly IdentityView[];
  /** Why Yours cannot be connected. */
  readonly outside?: OutsideTrouble;
  /** What a link that begins with `good` offers. */
  readonly offer?: OfferView;
  readonly neighbours?: NeighboursView;
  /** How many neighbours hold what. */
  readonly holders?: Readonly<Record<string, number>>;
  readonly notices?: Awaited<ReturnType<Client['notices']>>;
  readonly follows?: Awaited<ReturnType<Client['follows']>>;
  readonly picture?: Uint8Array<ArrayBuffer>;
  readonly activity?: readonly ActivityView[];
  /** What this device has under a name, and what a service gives that is asked for it. */
  readonly inscriptions?: InscriptionDesk;
  /** What a coin is worth; play money is worth nothing. */
  readonly rate?: ExchangeRate;
  /** What is known of a key besides what it wrote. */
  readonly details?: ProfileDetails;
  /** What is found in a file. */
  readonly file?: (bytes: Uint8Array) => FileView;
};
