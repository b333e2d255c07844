import { t } from '#lib/language/t.ts';
import { ListNameForm } from './list-name-form.tsx';
import { useListChange } from './use-lists.ts';

type Props = {
  /** The list is there, and nobody in it. */
  readonly onMade: (name: string) => void;
};

/** Makes a list: a name is all that it takes. */
export function NewList({ onMade }: Props) {
  const { change, trouble } = useListChange();
  return (
    <ListNameForm
      label={t('Name of a new list')}
      action={t('Make it')}
      trouble={trouble}
      onName={async (name) => {
        const isMade = await change({ kind: 'list', id: name, on: true });
        if (isMade) onMade(name);
        return isMade;
      }}
    />
  );
}
