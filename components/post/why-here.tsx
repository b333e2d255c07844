import { t } from '#lib/language/t.ts';
import { classes } from '../ui/classes.ts';
import { plural } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { authorLabel } from './author-label.ts';
import type { ShownPost } from './shown-post.ts';
import { rich } from '../ui/rich.ts';
import styles from './why-here.module.css';

type Props = { readonly post: ShownPost; readonly className?: string | undefined };

/** The line above a name that says by which way the post came, where that is worth a word. */
export function WhyHere({ post: { delivery, reposted }, className }: Props) {
  const [first] = reposted?.by ?? [];
  if (reposted !== undefined && first !== undefined)
    return (
      <p className={classes(styles.why, styles.quiet, className)}>
        <Icon name="repost" />
        <span>
          {rich('{authorLabel}{more} reposted', {
            authorLabel: <bdi>{authorLabel(first)}</bdi>,
            more:
              reposted.count > 1 &&
              t(' and {others}', { others: plural(reposted.count - 1, 'other', 'others') }),
          })}
        </span>
      </p>
    );
  if (delivery?.kind !== 'neighbour') return null;
  return (
    <p className={classes(styles.why, className)}>
      <Icon name="neighbours" />
      {t('From a neighbour. No server was asked.')}
    </p>
  );
}
