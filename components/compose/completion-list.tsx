import { t } from '#lib/language/t.ts';
import styles from './completion-list.module.css';

type Props = {
  readonly id: string;
  readonly options: readonly string[];
  readonly at: number;
  readonly onTake: (option: string) => void;
};

/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- a text box of many lines has no datalist; it keeps the focus and the keys, and names the option that is meant */

/** What the word at the caret may become. */
export function CompletionList({ id, options, at, onTake }: Props) {
  return (
    <div id={id} role="listbox" aria-label={t('Known words')} className={styles.list}>
      {options.map((option, index) => (
        <div
          key={option}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(option)}
        >
          <bdi>{option}</bdi>
        </div>
      ))}
    </div>
  );
}
