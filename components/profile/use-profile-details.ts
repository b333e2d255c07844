import type { ProfileDetails } from '#lib/feed/profile-details.ts';
import { useClient } from '../client-provider.tsx';
import { type QueryResult, useQuery } from '../query-hooks.ts';

/** What is known of a key besides what it wrote: asked for when one of its tabs is opened. */
export function useProfileDetails(key: string): QueryResult<ProfileDetails | undefined> {
  const client = useClient();
  return useQuery({
    queryKey: ['profile', key, 'details'],
    queryFn: async ({ signal }) => client?.profileDetails(key, signal),
    enabled: client !== undefined,
  });
}
