import { type ReactNode, type RefObject, useEffect, useId, useRef } from 'react';
import { t } from '#lib/language/t.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './lists.module.css';

type Props = {
  readonly title: string;
  readonly children: (dialog: RefObject<HTMLDialogElement | null>) => ReactNode;
  readonly onClose: () => void;
};

/** A dialog about a list: a title, the way out, and what is asked. */
export function ListDialog({ title, children, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={titleId} closedby="any" onClose={onClose}>
      <header>
        <h2 id={titleId}>
          <bdi>{title}</bdi>
        </h2>
        <IconButton label={t('Close')} onClick={() => dialog.current?.close()}>
          <Icon name="close" small />
        </IconButton>
      </header>
      {children(dialog)}
    </dialog>
  );
}
