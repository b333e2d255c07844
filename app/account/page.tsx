import type { Metadata } from 'next';
import { AccountScreen } from '#components/account/account-screen.tsx';

export const metadata: Metadata = { title: 'Account and backup' };

export default function Page() {
  return <AccountScreen />;
}
