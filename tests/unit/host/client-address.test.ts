import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { cameByTls, clientAddress, stampClientAddress } from '#host/serve/client-address.ts';

const request = (headers: IncomingMessage['headers']): IncomingMessage =>
  ({ headers, socket: { remoteAddress: '10.0.0.1' } }) as IncomingMessage;

describe('clientAddress', () => {
  it('is that of the connection while no proxy is ours', () => {
    expect(clientAddress(request({ 'x-forwarded-for': '1.1.1.1' }), 0)).toBe('10.0.0.1');
  });

  it('is what our outermost proxy saw, whatever the client wrote before it', () => {
    const forged = request({ 'x-forwarded-for': '9.9.9.9, 8.8.8.8, 203.0.113.7' });
    expect(clientAddress(forged, 1)).toBe('203.0.113.7');
    expect(clientAddress(request({ 'x-forwarded-for': '9.9.9.9, 203.0.113.7, 10.0.0.2' }), 2)).toBe(
      '203.0.113.7',
    );
  });

  it('is that of the connection when fewer proxies were passed than we have', () => {
    expect(clientAddress(request({ 'x-forwarded-for': '203.0.113.7' }), 2)).toBe('10.0.0.1');
    expect(clientAddress(request({}), 1)).toBe('10.0.0.1');
  });

  it('replaces what the client sent under our own name', () => {
    const forged = request({ 'x-nabo-client-address': '1.1.1.1' });
    stampClientAddress(forged, 0);
    expect(forged.headers['x-nabo-client-address']).toBe('10.0.0.1');
  });
});

describe('cameByTls', () => {
  it('believes the scheme of our own proxy alone', () => {
    expect(cameByTls(request({ 'x-forwarded-proto': 'https' }), 0)).toBe(false);
    expect(cameByTls(request({ 'x-forwarded-proto': 'https' }), 1)).toBe(true);
    expect(cameByTls(request({ 'x-forwarded-proto': 'https, http' }), 1)).toBe(false);
    expect(cameByTls(request({}), 1)).toBe(false);
  });
});
