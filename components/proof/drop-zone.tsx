'use client';

import { useId } from 'react';
import { t } from '#lib/language/t.ts';
import { buttonClass } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './drop-zone.module.css';

type Props = {
  readonly onFile: (file: File) => void;
  /** Once a file was given, the room below belongs to what was found in it. */
  readonly isCompact: boolean;
};

/** A place for a file: dropped anywhere in the window, chosen with a key or a press, or pasted. */
export function DropZone({ onFile, isCompact }: Props) {
  const hintId = useId();
  return (
    <div className={classes(styles.zone, isCompact && styles.compact)}>
      {!isCompact && <Icon name="file" className={styles.icon} />}
      <p id={hintId}>
        {isCompact ? t('Drop or paste another') : t('Drop a file anywhere in this window, or paste hex.')}
      </p>
      <label
        className={classes(buttonClass(isCompact ? 'plain' : 'main', { small: isCompact }), styles.choose)}
      >
        {isCompact ? t('Choose another') : t('Choose a file')}
        <input
          type="file"
          aria-describedby={hintId}
          onChange={(event) => {
            const { currentTarget: input } = event;
            const file = input.files?.[0];
            if (file !== undefined) onFile(file);
            // The same file may be chosen again, perhaps repaired.
            input.value = '';
          }}
        />
      </label>
    </div>
  );
}
