import { t } from '#lib/language/t.ts';
import { useNeighbours, useStatus } from '../use-answers.ts';
import { count, plural } from '../ui/format.ts';
import { Notice } from '../ui/notice.tsx';
import { rich } from '../ui/rich.ts';

/** Who cannot be reached, by what really failed: offline is a state of the normal app, not an error page. */
export function ReachNotice() {
  const { data: status } = useStatus();
  const { data: neighbours } = useNeighbours();
  if (status == null) return null;

  const { sources, posts } = status.feed;
  // Before all were asked, what is said would be other words a moment later.
  if (sources.some(({ state }) => state === 'asking')) return null;
  const silent = sources.filter((source) => source.state === 'unreachable');
  const near = neighbours?.peers.length ?? 0;
  const held = (
    <>
      {rich('<b>{posts} posts</b> are here with you.', { b: (inner) => <b>{inner}</b>, posts: count(posts) })}
    </>
  );
  if (!status.hostReachable) {
    return (
      <Notice icon="offline">
        {silent.length < sources.length
          ? t('The host of this app does not answer.')
          : near === 0
            ? t('No network.')
            : t('No server answers, {neighbours}.', {
                neighbours: plural(near, 'neighbour does', 'neighbours do'),
              })}{' '}
        {held}
      </Notice>
    );
  }
  if (silent.length === 0) return null;
  return (
    <Notice icon="warn">
      {silent.length === sources.length ? (
        <>{rich('No source answers. {held}', { held })}</>
      ) : (
        <>
          {t('{join} did not answer. The others did.', {
            join: silent.map((source) => source.name).join(', '),
          })}
        </>
      )}
    </Notice>
  );
}
