import { t } from '#lib/language/t.ts';
import { ListDialog } from './list-dialog.tsx';
import styles from './lists.module.css';
import { NewList } from './new-list.tsx';
import { useListChange, useLists } from './use-lists.ts';

type Props = {
  /** Hash160 of the key, in hex. */
  readonly of: string;
  readonly onClose: () => void;
};

/** In which lists somebody is, from their profile. */
export function ListsOfDialog({ of, onClose }: Props) {
  const { data: lists = [] } = useLists();
  const { change, trouble } = useListChange();
  return (
    <ListDialog title={t('In which lists')} onClose={onClose}>
      {() => (
        <>
          <p>{t('Kept on this device alone. Nobody learns of it.')}</p>
          <ul className={styles.checks} aria-label={t('Lists')}>
            {lists.map(({ name, people }) => {
              const isIn = people.some(({ key }) => key === of);
              return (
                <li key={name}>
                  <label>
                    <input
                      type="checkbox"
                      checked={isIn}
                      onChange={() => void change({ kind: 'listed', id: of, list: name, on: !isIn })}
                    />
                    <bdi>{name}</bdi>
                  </label>
                </li>
              );
            })}
          </ul>
          <p role="alert">{trouble}</p>
          <NewList onMade={(name) => void change({ kind: 'listed', id: of, list: name, on: true })} />
        </>
      )}
    </ListDialog>
  );
}
