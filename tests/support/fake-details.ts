import type { PostView } from '#lib/feed/post-view.ts';
import type { ProfileDetails } from '#lib/feed/profile-details.ts';

/** What the feed worker knows of a key that only wrote posts. */
export function noDetails(posts: readonly PostView[], key: string): ProfileDetails {
  const own = posts.filter(({ author }) => author.key === key);
  const first = own.at(-1);
  return {
    events: [],
    parcels: [],
    key: {
      counted: own.length,
      proven: own.filter(({ verdict }) => verdict.state === 'proven').length,
      signatures: { sigma: own.length, aip: 0, input: 0 },
      ...(first !== undefined && { first: { id: first.id, verdict: first.verdict } }),
      behind: [],
      beside: [],
      followers: 0,
      follows: 0,
    },
  };
}
