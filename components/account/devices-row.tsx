import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useMutation, useQuery } from '../query-hooks.ts';
import { dateTime } from '../ui/format.ts';
import { Switch } from '../ui/switch.tsx';
import { KeyRow } from './key-row.tsx';

const LABEL = 'in-step';

/** Whether what a person keeps is the same on all their devices, and what that tells others. */
export function DevicesRow() {
  const client = useClient();
  // Asked again whenever something about the key is other than before.
  const { data: devices } = useQuery({
    queryKey: ['keys', 'devices'],
    queryFn: async () => (client === undefined ? null : (await client.keys()).devices.view()),
    enabled: client !== undefined,
  });
  const { mutate, isPending, error } = useMutation({
    networkMode: 'always',
    mutationFn: async (on: boolean) => (await client?.keys())?.devices.set(on),
  });
  if (devices == null) return null;
  const { state, heard } = devices;
  const on = state === 'on';
  const note = (): string => {
    if (error !== null) return error.message;
    if (state === 'nowhere')
      return t('Devices find one another among neighbours, and here there is no place where those meet');
    if (!on)
      return t(
        'Off: follows, mutes, bookmarks, lists, drafts and where I was reading stay on this device. On, they go to my other devices, sealed; neighbours learn that I have this on, and not which devices are mine',
      );
    return heard === undefined
      ? t('On: no other device of mine was here yet. It has to be open at the same time, with this on, too')
      : t('On: another device was last in step {heard}. Pictures of drafts stay where they are', {
          heard: dateTime(heard),
        });
  };
  return (
    <KeyRow
      icon="neighbours"
      title={<span id={LABEL}>{t('Keep my devices in step')}</span>}
      note={note()}
      action={
        <Switch on={on} labelledBy={LABEL} disabled={isPending || state === 'nowhere'} onSwitch={mutate} />
      }
    />
  );
}
