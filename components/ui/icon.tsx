import { t } from '#lib/language/t.ts';
import { classes } from './classes.ts';
import styles from './icon.module.css';

export type IconName =
  | 'at'
  | 'back'
  | 'block'
  | 'close'
  | 'copy'
  | 'down'
  | 'download'
  | 'feed'
  | 'file'
  | 'key'
  | 'keyboard'
  | 'like'
  | 'locate'
  | 'map'
  | 'me'
  | 'minus'
  | 'neighbours'
  | 'offline'
  | 'page'
  | 'pen'
  | 'picture'
  | 'plot'
  | 'plug'
  | 'plus'
  | 'proof'
  | 'quote'
  | 'reply'
  | 'repost'
  | 'retry'
  | 'bell'
  | 'bookmark'
  | 'hide'
  | 'more'
  | 'right'
  | 'search'
  | 'settings'
  | 'share'
  | 'status'
  | 'tower'
  | 'trash'
  | 'unplug'
  | 'warn';

export type GlyphName = 'sent' | 'seen' | 'done' | 'unchecked' | 'fail' | 'no' | 'in' | 'out';

type Props<Name> = { readonly name: Name; readonly className?: string | undefined };

/**
 * A 24 px line icon. Decoration: the control that holds it carries the name. Its lines are in the page itself
 * (host/build/page-icons.ts): out of a file each one would be asked for again whenever a row comes into a list.
 */
export function Icon({ name, small, className }: Props<IconName> & { readonly small?: boolean }) {
  return (
    <svg
      className={classes(
        styles.icon,
        small && styles.small,
        (name === 'back' || name === 'right') && styles.turns,
        className,
      )}
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      <use href={`#i-${name}`} />
    </svg>
  );
}

/** A 16 px ring or arrow: where a transaction is, or which way it went. Always beside its word. */
export function Glyph({ name, className }: Props<GlyphName>) {
  return (
    <svg className={classes(styles.glyph, className)} viewBox="0 0 16 16" aria-hidden="true">
      <use href={`#g-${name}`} />
    </svg>
  );
}

/** The arch with a check: this key held the handle. */
export function Seal({ className }: { readonly className?: string | undefined }) {
  return (
    <svg
      className={classes(styles.seal, className)}
      viewBox="0 0 16 16"
      role="img"
      aria-label={t('verified')}
    >
      <use href="#g-seal" />
    </svg>
  );
}

export function Mark({ className }: { readonly className?: string | undefined }) {
  return (
    <svg className={classes(styles.mark, className)} viewBox="0 0 32 32" aria-hidden="true">
      <use href="#i-mark" />
    </svg>
  );
}
