import type { IncomingMessage } from 'node:http';

/** Where the broadcast route finds who asks. The same as in lib/broadcast. */
export const CLIENT_ADDRESS_HEADER = 'x-nabo-client-address';

const first = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? value.join(',') : (value ?? '');
const listOf = (value: string | string[] | undefined): readonly string[] =>
  first(value)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/**
 * Who asks: the connection itself, or, behind proxies of our own, what the outermost of them saw. Each of them appends one
 * entry to `X-Forwarded-For`, so we count from the end; whatever a client wrote there itself stays further left.
 *
 * @param trustedProxies How many of our own proxies a request passes. 0: the header is not looked at.
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? '';
  if (trustedProxies === 0) return direct;
  return listOf(request.headers['x-forwarded-for']).at(-trustedProxies) ?? direct;
}

/** Whether the person's browser speaks TLS with the outermost of our own proxies. */
export const cameByTls = (request: IncomingMessage, trustedProxies: number): boolean =>
  trustedProxies > 0 && listOf(request.headers['x-forwarded-proto']).at(-trustedProxies) === 'https';

/** Writes the address where the broadcast route looks for it, over anything that the client sent under that name. */
export function stampClientAddress(request: IncomingMessage, trustedProxies: number): void {
  request.headers[CLIENT_ADDRESS_HEADER] = clientAddress(request, trustedProxies);
}
