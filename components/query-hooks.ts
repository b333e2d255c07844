import * as tanstack from '@tanstack/react-query';
import { queries } from './queries.ts';

/**
 * TanStack's hooks over the app's one client, for screens that are no first view: feed, a post and the map take
 * `use-answers.ts`, which loads nothing of this before the client is there.
 */
export const useQueryClient = (): tanstack.QueryClient => queries;

export const useQuery = <T, K extends tanstack.QueryKey = tanstack.QueryKey>(
  options: tanstack.UseQueryOptions<T, Error, T, K>,
): tanstack.UseQueryResult<T> => tanstack.useQuery(options, queries);

export const useInfiniteQuery = <T, Param, K extends tanstack.QueryKey = tanstack.QueryKey>(
  options: tanstack.UseInfiniteQueryOptions<T, Error, tanstack.InfiniteData<T, Param>, K, Param>,
): tanstack.UseInfiniteQueryResult<tanstack.InfiniteData<T, Param>> =>
  tanstack.useInfiniteQuery(options, queries);

export const useMutation = <T, Variables = void>(
  options: tanstack.UseMutationOptions<T, Error, Variables>,
): tanstack.UseMutationResult<T, Error, Variables> => tanstack.useMutation(options, queries);

export type QueryResult<T> = tanstack.UseQueryResult<T>;

export const useQueries = <T, R>(options: {
  readonly queries: readonly tanstack.UseQueryOptions<T>[];
  readonly combine: (results: readonly QueryResult<T>[]) => R;
}): R => tanstack.useQueries(options, queries);
