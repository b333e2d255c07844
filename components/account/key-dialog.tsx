import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import styles from './account.module.css';

export type KeyField = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly kind: 'new-password' | 'current-password' | 'words' | 'file' | 'choice';
  /** Of a choice: what stands for each, and its words. */
  readonly options?: readonly (readonly [string, string])[];
};

type Props = {
  readonly title: string;
  readonly children?: ReactNode;
  readonly fields?: readonly KeyField[];
  readonly submit: string;
  readonly danger?: boolean;
  /** Does it; what it throws is shown as a sentence, and the dialog stays. */
  readonly onSubmit: (values: ReadonlyMap<string, string>) => Promise<void>;
  readonly onClose: () => void;
};

/** Asks for what a change of the key needs. What was typed is gone with the dialog. */
export function KeyDialog({
  title,
  children,
  fields = [],
  submit,
  danger = false,
  onSubmit,
  onClose,
}: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={titleId} onClose={onClose}>
      <header>
        <h2 id={titleId}>{title}</h2>
        <Button look="quiet" onClick={() => dialog.current?.close()}>
          {t('Cancel')}
        </Button>
      </header>
      {children}
      <KeyForm
        fields={fields}
        submit={submit}
        danger={danger}
        onSubmit={onSubmit}
        onDone={() => dialog.current?.close()}
      />
    </dialog>
  );
}

type FormProps = Pick<Props, 'submit' | 'danger' | 'onSubmit'> & {
  readonly fields: readonly KeyField[];
  readonly onDone?: () => void;
};

/** The form of such a question. Deriving a key takes a moment on purpose, so it says that it is at work. */
export function KeyForm({ fields, submit, danger = false, onSubmit, onDone }: FormProps) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();

  const send = async (form: HTMLFormElement): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    try {
      await onSubmit(await valuesOf(form, fields));
      form.reset();
      onDone?.();
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : t('That did not work. The key is as it was.'));
    } finally {
      setBusy(false);
    }
  };
  const onForm = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!busy) void send(event.currentTarget);
  };

  return (
    <form className={styles.form} onSubmit={onForm} aria-busy={busy}>
      {fields.map((field) => (
        <Field key={field.name} {...field} />
      ))}
      {trouble !== undefined && (
        <p className={styles.trouble} role="alert">
          {trouble}
        </p>
      )}
      <Button type="submit" look={danger ? 'danger' : 'main'} wide disabled={busy}>
        {busy ? t('One moment') : submit}
      </Button>
    </form>
  );
}

function Field({ name, label, hint, kind, options = [] }: KeyField) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {kind === 'words' ? (
        <textarea
          id={id}
          name={name}
          rows={3}
          required
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          maxLength={400}
        />
      ) : kind === 'choice' ? (
        <select id={id} name={name}>
          {options.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      ) : kind === 'file' ? (
        <input id={id} name={name} type="file" accept="application/json,.json" required />
      ) : (
        <input
          id={id}
          name={name}
          type="password"
          autoComplete={kind}
          required
          minLength={8}
          maxLength={256}
        />
      )}
      {hint !== undefined && <small>{hint}</small>}
    </div>
  );
}

/** Files of more than this are not looked at. */
const MOST_FILE_BYTES = 10_000;

async function valuesOf(
  form: HTMLFormElement,
  fields: readonly KeyField[],
): Promise<ReadonlyMap<string, string>> {
  const data = new FormData(form);
  const values = new Map<string, string>();
  for (const { name } of fields) {
    const value = data.get(name);
    if (value instanceof File) values.set(name, await value.slice(0, MOST_FILE_BYTES).text());
    else values.set(name, value ?? '');
  }
  return values;
}
