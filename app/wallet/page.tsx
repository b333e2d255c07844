import type { Metadata } from 'next';
import { WalletScreen } from '#components/wallet/wallet-screen.tsx';

export const metadata: Metadata = { title: 'Wallet' };

export default function Page() {
  return <WalletScreen />;
}
