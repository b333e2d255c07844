import { classes } from '../ui/classes.ts';
import { Icon } from '../ui/icon.tsx';
import type { ShownPost } from './shown-post.ts';
import styles from './why-here.module.css';

type Props = { readonly post: ShownPost; readonly className?: string | undefined };

/** The line above a name that says by which way the post came, where that is worth a word. */
export function WhyHere({ post, className }: Props) {
  if (post.delivery?.kind !== 'neighbour') return null;
  return (
    <p className={classes(styles.why, className)}>
      <Icon name="neighbours" />
      From a neighbour. No server was asked.
    </p>
  );
}
