import type { ButtonHTMLAttributes } from 'react';
import styles from './button.module.css';
import { classes } from './classes.ts';

export type ButtonLook = 'main' | 'plain' | 'quiet' | 'danger';

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  /** One `main` on a screen: the ember is for the thing to do. */
  readonly look?: ButtonLook;
  readonly small?: boolean;
  readonly wide?: boolean;
};

export function Button({ look = 'plain', small = false, wide = false, className, ...rest }: Props) {
  return (
    <button type="button" className={classes(buttonClass(look, { small, wide }), className)} {...rest} />
  );
}

/** The same look for a link that acts like a button. */
export function buttonClass(look: ButtonLook, { small = false, wide = false } = {}): string {
  return classes(styles.button, styles[look], small && styles.small, wide && styles.wide);
}

/** A square button with an icon; `label` is its name. */
export function IconButton({
  label,
  className,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { readonly label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={classes(styles.icon, className)}
      {...rest}
    />
  );
}

export const iconButtonClass = styles.icon;
