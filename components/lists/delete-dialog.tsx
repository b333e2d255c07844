import type { ListView } from '#lib/feed/lists.ts';
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
    <ListDialog title={`Delete ${name}?`} onClose={onClose}>
      {(dialog) => (
        <>
          <p>
            The list goes from this device. {plural(people.length, 'person', 'people')} in it and their posts
            stay as they are.
          </p>
          <p role="alert">{trouble}</p>
          <div className={styles.ways}>
            <Button onClick={() => dialog.current?.close()}>Keep it</Button>
            <Button
              look="danger"
              onClick={() => {
                void change({ kind: 'list', id: name, on: false }).then((isDone) => isDone && onDeleted());
              }}
            >
              Delete the list
            </Button>
          </div>
        </>
      )}
    </ListDialog>
  );
}
