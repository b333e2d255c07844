import { useNeighbours, useStatus } from '../use-answers.ts';
import { count, plural } from '../ui/format.ts';
import { Notice } from '../ui/notice.tsx';

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
      <b>{count(posts)} posts</b> are here with you.
    </>
  );
  if (!status.hostReachable) {
    return (
      <Notice icon="offline">
        {silent.length < sources.length
          ? 'The host of this app does not answer.'
          : near === 0
            ? 'No network.'
            : `No server answers, ${plural(near, 'neighbour does', 'neighbours do')}.`}{' '}
        {held}
      </Notice>
    );
  }
  if (silent.length === 0) return null;
  return (
    <Notice icon="warn">
      {silent.length === sources.length ? (
        <>No source answers. {held}</>
      ) : (
        <>{silent.map((source) => source.name).join(', ')} did not answer. The others did.</>
      )}
    </Notice>
  );
}
