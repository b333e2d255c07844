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

/** Lines of the page itself (host/build/page-icons.ts): out of a file they would be asked for again with every row of a list. */
const drawn = (lines: string, box: number, className: string, label?: string) => (
  <svg
    className={className}
    viewBox={`0 0 ${box} ${box}`}
    role={label && 'img'}
    aria-label={label}
    aria-hidden={label === undefined || undefined}
  >
    <use href={`#${lines}`} />
  </svg>
);

/** A 24 px line icon. Decoration: the control that holds it carries the name. */
export const Icon = ({ name, small, className }: Props<IconName> & { readonly small?: boolean }) =>
  drawn(`i-${name}`, 24, classes(styles.icon, small && styles.small, className));

/** A 16 px ring or arrow: where a transaction is, or which way it went. Always beside its word. */
export const Glyph = ({ name, className }: Props<GlyphName>) =>
  drawn(`g-${name}`, 16, classes(styles.glyph, className));

/** The arch with a check: this key held the handle. */
export const Seal = ({ className }: { readonly className?: string | undefined }) =>
  drawn('g-seal', 16, classes(styles.seal, className), t('verified'));

export const Mark = ({ className }: { readonly className?: string | undefined }) =>
  drawn('i-mark', 32, classes(styles.mark, className));
