import type { DeviceView } from '#lib/client/client.ts';
import { useClient } from '../client-provider.tsx';
import { type QueryResult, useQuery } from '../query-hooks.ts';
import { usePublications } from '../use-answers.ts';

/** The devices of whoever lives here that have keys of their own: read anew with the chain, and with what is sent from here. */
export function useDevices(): QueryResult<readonly DeviceView[]> {
  const client = useClient();
  const { data: publications } = usePublications();
  const about = publications?.flatMap(({ publication: { id, intent, state, waiting } }) =>
    intent.kind === 'link-device' || intent.kind === 'end-device' ? [`${id} ${state} ${waiting?.code}`] : [],
  );
  return useQuery({
    queryKey: ['profile', 'own', 'devices', about?.join() ?? ''],
    queryFn: async () => (await client?.links())?.list() ?? [],
    enabled: client !== undefined,
    placeholderData: (before) => before,
  });
}
