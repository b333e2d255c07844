import { t } from '#lib/language/t.ts';
import { Notice } from '../ui/notice.tsx';

/** Said on a linked device in place of what needs the key that holds. */
export const HeldElsewhere = () => (
  <Notice icon="key">
    {t(
      'This device is linked: it writes as you. Names, land, invites and what you say of yourself are done on the device that has your words.',
    )}
  </Notice>
);
