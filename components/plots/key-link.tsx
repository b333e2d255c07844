import { shortKey } from '../post/author-label.ts';
import { Link } from '../ui/link.tsx';
import styles from './key-link.module.css';

/** A key in a sentence, leading to what is known about it. */
export function KeyLink({ of }: { readonly of: string }) {
  return (
    <Link to={{ screen: 'profile', who: of }} className={styles.link}>
      {shortKey(of)}
    </Link>
  );
}
