import { t } from '#lib/language/t.ts';
import { useKept } from '../kept.tsx';
import { Button } from '../ui/button.tsx';

type Props = {
  readonly of: string;
  /** `plain` where several stand on one screen. */
  readonly look?: 'main' | 'plain';
};

/** Follows a key in private: it costs nothing, and nobody hears of it. Whom the reader muted or blocked they unmute here. */
export function FollowButton({ of, look = 'main' }: Props) {
  const { follows, mutedKeys, blockedKeys, keep } = useKept();
  const refused = blockedKeys.has(of) ? 'block' : mutedKeys.has(of) ? 'mute' : undefined;
  if (refused !== undefined)
    return (
      <Button onClick={() => void keep({ kind: refused, id: of, on: false })}>
        {refused === 'block' ? t('Unblock') : t('Unmute')}
      </Button>
    );
  const isFollowed = follows.has(of);
  return (
    <Button
      look={isFollowed ? 'plain' : look}
      aria-pressed={isFollowed}
      onClick={() => void keep({ kind: 'follow', id: of, on: !isFollowed })}
    >
      {isFollowed ? t('Following') : t('Follow')}
    </Button>
  );
}
