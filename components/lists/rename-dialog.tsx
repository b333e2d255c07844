import { t } from '#lib/language/t.ts';
import { ListDialog } from './list-dialog.tsx';
import { ListNameForm } from './list-name-form.tsx';
import { useListChange } from './use-lists.ts';

type Props = {
  readonly name: string;
  readonly onClose: () => void;
  readonly onRenamed: (to: string) => void;
};

/** Gives a list another name. Whoever is in it stays. */
export function RenameDialog({ name, onClose, onRenamed }: Props) {
  const { change, trouble } = useListChange();
  return (
    <ListDialog title={t('Rename {name}', { name })} onClose={onClose}>
      {() => (
        <ListNameForm
          label={t('Another name')}
          action={t('Rename it')}
          trouble={trouble}
          onName={async (to) => {
            const isDone = await change({ kind: 'list-name', id: name, to });
            if (isDone) onRenamed(to);
            return isDone;
          }}
        />
      )}
    </ListDialog>
  );
}
