import { type SyntheticEvent, useState } from 'react';
import type { CatchUpGroup } from '#lib/feed/catch-up.ts';
import { authorLabel } from '../post/author-label.ts';
import { lastArrival } from '../ui/arrival.ts';
import { Avatar } from '../ui/avatar.tsx';
import { plural } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Time } from '../ui/time.tsx';
import { rich } from '../ui/rich.ts';
import styles from './catch-up.module.css';
import { GroupPosts } from './group-posts.tsx';

/** Groups that were open when the reader went on from there, by key, for the way back. */
const left = new Set<string>();

type Props = { readonly group: CatchUpGroup; readonly since: number; readonly until: number };

/** One author, how much they wrote and when; opens to what they wrote. */
export function AuthorGroup({ group, since, until }: Props) {
  const { author, posts, replies, pictures, newest, parts } = group;
  const { key = '' } = author;
  const [isOpen, setIsOpen] = useState(() => lastArrival() === 'return' && left.has(key));
  const toggle = ({ currentTarget }: SyntheticEvent<HTMLDetailsElement>): void => {
    setIsOpen(currentTarget.open);
    if (currentTarget.open) left.add(key);
    else left.delete(key);
  };
  const counts = [
    plural(posts, 'post', 'posts'),
    ...(replies > 0 ? [plural(replies, 'answer', 'answers')] : []),
    ...(pictures > 0 ? [plural(pictures, 'picture', 'pictures')] : []),
  ].join(' · ');
  return (
    <li>
      <details open={isOpen} onToggle={toggle}>
        <summary className={styles.group}>
          <Avatar of={author.key} />
          <span className={styles.who}>
            <b>
              <bdi>{authorLabel(author)}</bdi>
            </b>
            <small>{rich('{counts}, the last {time}', { counts, time: <Time at={newest} /> })}</small>
          </span>
          <Bars parts={parts} />
          <Icon name="down" small className={styles.chevron} />
        </summary>
        {isOpen && <GroupPosts author={author} since={since} until={until} />}
      </details>
    </li>
  );
}

/** Posts over the time, oldest at the left. The numbers beside it say how many; this says when. */
function Bars({ parts }: { readonly parts: readonly number[] }) {
  const most = Math.max(1, ...parts);
  return (
    <svg className={styles.bars} viewBox={`0 0 ${parts.length * 4} 20`} aria-hidden="true">
      {parts.map((posts, at) => {
        const height = posts === 0 ? 1 : 4 + (16 * posts) / most;
        // oxlint-disable-next-line react/no-array-index-key -- a part of the time is its place
        return <rect key={at} x={at * 4} y={20 - height} width={3} height={height} data-some={posts > 0} />;
      })}
    </svg>
  );
}
