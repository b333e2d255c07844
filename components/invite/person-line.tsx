import { t } from '#lib/language/t.ts';
import { shortKey } from '../post/author-label.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Link } from '../ui/link.tsx';
import { useProfile } from '../use-answers.ts';
import styles from './invite.module.css';

/** What a key is called as far as this device knows: a handle that it holds, a name that it gave itself, or itself. */
export function PersonName({ of }: { readonly of: string }) {
  const { data: profile } = useProfile(of);
  const handle = profile?.handles[0]?.name;
  return <bdi>{handle === undefined ? (profile?.alias?.name ?? shortKey(of)) : `${handle}.bitter`}</bdi>;
}

/** Somebody, with a box that says whether to follow them. */
export function PersonChoice({
  of,
  chosen,
  onChoose,
}: {
  readonly of: string;
  readonly chosen: boolean;
  readonly onChoose: (chosen: boolean) => void;
}) {
  return (
    <li className={styles.person}>
      <label>
        <input type="checkbox" checked={chosen} onChange={(event) => onChoose(event.target.checked)} />
        <Avatar of={of} />
        <span>
          <PersonName of={of} />
        </span>
      </label>
      <Link to={{ screen: 'profile', who: of }}>{t('Look')}</Link>
    </li>
  );
}
