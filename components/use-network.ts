import type { Network } from '#lib/chain/network.ts';
import { useClient } from './client-provider.tsx';

/** The network of this host, or `undefined` until the client is there. */
export const useNetwork = (): Network | undefined => useClient()?.config.network;
