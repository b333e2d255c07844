import { InstallNotice } from './install-notice.tsx';
import { ReachNotice } from './reach-notice.tsx';

/** What is said of the network and of the app itself, once something is known of them. */
export function Notices() {
  return (
    <>
      <ReachNotice />
      <InstallNotice />
    </>
  );
}
