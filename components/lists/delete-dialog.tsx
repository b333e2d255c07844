import type { ListView } from '#lib/feed/lists.ts';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { plural } from '../ui/format.ts';
import { ListDialog } from './list-dialog.tsx';
import styles from './lists.module.css';
import { useListChange } from './use-lists.ts';

type Props = {
  readonly list: ListView;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
};

/** Asks before a list goes. Whoever is in it stays as they are. */
export function DeleteDialog({ list: { name, people }, onClose, onDeleted }: Props) {
  const { change, trouble } = useListChange();
  return (
    <ListDialog title={t('Delete {name}?', { name })} onClose={onClose}>
      {(dialog) => (
        <>
          <p>
            {t('The list goes from this device. {people} in it and their posts stay as they are.', {
              people: plural(people.length, 'person', 'people'),
            })}
          </p>
          <p role="alert">{trouble}</p>
          <div className={styles.ways}>
            <Button onClick={() => dialog.current?.close()}>{t('Keep it')}</Button>
            <Button
              look="danger"
              onClick={() => {
                void change({ kind: 'list', id: name, on: false }).then((isDone) => isDone && onDeleted());
              }}
            >
              {t('Delete the list')}
            </Button>
          </div>
        </>
      )}
    </ListDialog>
  );
}
