import type { StatusView } from '#lib/client/client.ts';

/** What one host was asked for, and why. */
export const requestsOf = (
  host: string,
  why: 'posts' | 'headers',
  requests: number,
  received: number,
): NonNullable<StatusView['requests']>[number] => ({
  host,
  why,
  requests,
  failed: 0,
  sent: requests * 30,
  received,
  first: Date.now() - 3_600_000,
  last: Date.now() - 5000,
});
