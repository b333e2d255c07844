import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import type { KeyField } from './key-dialog.tsx';

/** A new passphrase is typed twice: nobody can tell later what a slip of the finger was. */
export const NEW_PASSPHRASE = once((): readonly KeyField[] => [
  {
    name: 'passphrase',
    label: t('Passphrase'),
    hint: t('At least 8 characters. Nobody can give it back to you.'),
    kind: 'new-password',
  },
  { name: 'again', label: t('The same again'), kind: 'new-password' },
]);

/** The passphrase that was typed twice. @throws {Error} with a sentence when the two differ. */
export function sameTwice(values: ReadonlyMap<string, string>): string {
  const passphrase = values.get('passphrase') ?? '';
  if (passphrase !== values.get('again'))
    throw new Error('The two are not the same. Nothing was changed; type them again.');
  return passphrase;
}
