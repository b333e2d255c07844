import { type ReactNode, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button, type ButtonLook } from '../ui/button.tsx';
import { saveFile } from '../ui/save-file.ts';
import { KeyDialog } from './key-dialog.tsx';
import { NEW_PASSPHRASE, sameTwice } from './two-passphrases.ts';

/** A button that makes an encrypted copy of the key and gives it as a file. */
export function MakeFile({
  look = 'plain',
  small = false,
  children,
}: {
  readonly look?: ButtonLook;
  readonly small?: boolean;
  readonly children: ReactNode;
}) {
  const client = useClient();
  const [asked, setAsked] = useState(false);
  const make = async (values: ReadonlyMap<string, string>): Promise<void> => {
    const passphrase = sameTwice(values);
    const desk = await client?.keys();
    if (client === undefined || desk === undefined) return;
    const data = await desk.makeFile(passphrase);
    saveFile({ name: `nabo-key-${client.config.network}.json`, data, type: 'application/json' });
  };
  return (
    <>
      <Button look={look} small={small} onClick={() => setAsked(true)}>
        {children}
      </Button>
      {asked && (
        <KeyDialog
          title={t('An encrypted file')}
          fields={NEW_PASSPHRASE()}
          submit={t('Save the file')}
          onSubmit={make}
          onClose={() => setAsked(false)}
        >
          <p>
            {t('The file is of no use without this passphrase, to you as to anybody. Keep the two apart.')}
          </p>
        </KeyDialog>
      )}
    </>
  );
}
