import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCounters, createHealthListener } from '#host/serve/health.ts';
import { listen, type Listening } from '#host/serve/listen.ts';

const counters = createCounters();
let health: Listening;
beforeAll(async () => {
  health = await listen(createHealthListener('build-1', counters), 0, 'localhost');
});
afterAll(() => health.close());

it('tells a supervisor that the host lives, and which build it serves', async () => {
  const response = await fetch(`${health.url}/health`);
  expect(await response.json()).toEqual({ ok: true, build: 'build-1', uptimeSeconds: expect.any(Number) });
  expect(response.headers.get('cache-control')).toBe('no-store');
});

it('counts answers by class of status, and nothing about who asked', async () => {
  for (const status of [200, 204, 304, 404, 404, 503]) counters.answered(status);
  const text = await (await fetch(`${health.url}/metrics`)).text();
  for (const [status, count] of Object.entries({ '2xx': 2, '3xx': 1, '4xx': 2, '5xx': 1 })) {
    expect(text).toContain(`nabo_http_responses_total{status="${status}"} ${count}\n`);
  }
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
});

it('has nothing else', async () => {
  expect((await fetch(`${health.url}/`)).status).toBe(404);
});
