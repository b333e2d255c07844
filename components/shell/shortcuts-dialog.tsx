import { useEffect, useRef, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Switch } from '../ui/switch.tsx';
import { shortcutsAreOn, switchShortcuts } from './shortcut-switch.ts';
import styles from './shortcuts-dialog.module.css';

const KEYS = once((): readonly (readonly [string, string])[] => [
  ['j', t('Next post')],
  ['k', t('Previous post')],
  [t('Enter or o'), t('Open the post')],
  ['r', t('Reply')],
  [t('l or f'), t('Like')],
  [t('Shift b'), t('Repost')],
  [t('n or c'), t('New post')],
  ['.', t('To the top')],
  [t('g, then h l m n p s u'), t('Feed, lists, map, neighbours, me, settings, catch-up')],
  [t('Ctrl or ⌘ F, twice'), t('Search all that this device holds')],
  [t('Ctrl or ⌘ K'), t('Go to anything by name')],
  [t('Ctrl or ⌘ Enter'), t('Post what is written')],
  [t('Esc'), t('Close')],
  ['?', t('This list')],
]);

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [on, setOn] = useState(shortcutsAreOn);
  useEffect(() => dialog.current?.showModal(), []);

  const toggle = (wanted: boolean): void => {
    switchShortcuts(wanted);
    setOn(wanted);
  };
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby="shortcuts-title" onClose={onClose}>
      <header>
        <h2 id="shortcuts-title">{t('Keys')}</h2>
        <IconButton label={t('Close')} onClick={() => dialog.current?.close()}>
          <Icon name="close" small />
        </IconButton>
      </header>
      <dl>
        {KEYS().map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.switchRow}>
        <span id="shortcuts-switch">{t('Single letters')}</span>
        <Switch on={on} labelledBy="shortcuts-switch" onSwitch={toggle} />
      </div>
    </dialog>
  );
}
