import { useEffect, useRef, useState } from 'react';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Switch } from '../ui/switch.tsx';
import { shortcutsAreOn, switchShortcuts } from './shortcut-switch.ts';
import styles from './shortcuts-dialog.module.css';

const KEYS: readonly (readonly [string, string])[] = [
  ['j', 'Next post'],
  ['k', 'Previous post'],
  ['Enter or o', 'Open the post'],
  ['r', 'Reply'],
  ['l or f', 'Like'],
  ['Shift b', 'Repost'],
  ['n or c', 'New post'],
  ['.', 'To the top'],
  ['g, then h l m n p s u', 'Feed, lists, map, neighbours, me, settings, catch-up'],
  ['Ctrl or ⌘ F, twice', 'Search all that this device holds'],
  ['Ctrl or ⌘ K', 'Go to anything by name'],
  ['Ctrl or ⌘ Enter', 'Post what is written'],
  ['Esc', 'Close'],
  ['?', 'This list'],
];

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
        <h2 id="shortcuts-title">Keys</h2>
        <IconButton label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" small />
        </IconButton>
      </header>
      <dl>
        {KEYS.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.switchRow}>
        <span id="shortcuts-switch">Single letters</span>
        <Switch on={on} labelledBy="shortcuts-switch" onSwitch={toggle} />
      </div>
    </dialog>
  );
}
