import { expect } from 'vitest';

/** Requests to a running devnet, with the assertions that every test would repeat. */
export const postBytes = (
  url: string,
  body: Uint8Array,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    body: Uint8Array.from(body),
    headers: { 'Content-Type': 'application/octet-stream', ...headers },
  });

export const postJson = (
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  });

export async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return response.json();
}

export async function getBytes(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}
