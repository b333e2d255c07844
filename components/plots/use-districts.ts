import type { DistrictView } from '#lib/client/client.ts';
import { useClient } from '../client-provider.tsx';
import { type QueryResult, useQueries } from '../query-hooks.ts';

const NOTHING: readonly DistrictView[] = [];

/** Those of several districts that have come. */
export function useDistricts(heights: readonly number[]): readonly DistrictView[] {
  const client = useClient();
  return useQueries({
    queries: heights.map((height) => ({
      queryKey: ['district', height],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
        (await client?.district(height, signal)) ?? null,
      enabled: client !== undefined,
    })),
    combine: comeOf,
  });
}

const comeOf = (results: readonly QueryResult<DistrictView | null>[]): readonly DistrictView[] =>
  results.length === 0 ? NOTHING : results.flatMap(({ data }) => data ?? []);
