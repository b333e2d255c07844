import type { ReactNode } from 'react';
import { t } from '#lib/language/t.ts';
import { Icon } from '../ui/icon.tsx';
import { rich } from '../ui/rich.ts';
import styles from './warned.module.css';

type Props = {
  /** Empty where a post warns and does not say of what. */
  readonly warning: string | undefined;
  readonly children: ReactNode;
};

/** Words and picture of a post, behind its warning where it has one: a press shows them, another hides them again. */
export function Warned({ warning, children }: Props) {
  if (warning === undefined) return children;
  return (
    <details className={styles.warned}>
      <summary>
        <Icon name="warn" small />
        <span>
          {warning === ''
            ? t('Content warning')
            : rich('Content warning: {warning}', { warning: <bdi>{warning}</bdi> })}
        </span>
      </summary>
      {children}
    </details>
  );
}
