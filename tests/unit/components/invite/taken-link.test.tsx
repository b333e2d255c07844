import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { dropTakenLink, useTakenLink } from '#components/invite/taken-link.ts';
import { keepEarlyFragment } from '#components/ui/fragment.ts';

// The first script of a page and the app beside it: what becomes of a link that is typed into a page that is open.

const KEY = 'K'.repeat(160);
const heard: string[] = [];

beforeAll(() => {
  const source = readFileSync(
    path.resolve(import.meta.dirname, '../../../../host/build/first-script.js'),
    'utf8',
  );
  const { location, history, document, localStorage, sessionStorage } = window;
  runInNewContext(source, {
    self: window,
    location,
    history,
    document,
    localStorage,
    sessionStorage,
    URL,
    Event,
    MutationObserver,
    addEventListener: window.addEventListener.bind(window),
    dispatchEvent: window.dispatchEvent.bind(window),
  });
  window.addEventListener('hashchange', ({ newURL }) => heard.push(newURL));
});
beforeEach(() => {
  vi.useFakeTimers();
  heard.length = 0;
});
afterEach(() => {
  dropTakenLink();
  Reflect.deleteProperty(window, 'naboFragment');
  vi.useRealTimers();
});

/** As a browser does it: the address first, then its events, in whichever order it has them. */
function type(address: string, events: readonly ('popstate' | 'hashchange')[]): void {
  window.history.replaceState(null, '', address);
  const newURL = new URL(address, window.location.href).href;
  for (const name of events)
    window.dispatchEvent(
      name === 'popstate' ? new PopStateEvent(name) : new HashChangeEvent(name, { newURL }),
    );
}

test.each([[['popstate', 'hashchange']], [['hashchange', 'popstate']], [['hashchange']]] as const)(
  'a key leaves the address and no event puts it back: %j',
  (events) => {
    const stop = keepEarlyFragment();
    const { result } = renderHook(() => useTakenLink());
    act(() => type(`/invite#${KEY}`, events));
    act(() => void vi.advanceTimersByTime(1_000));
    expect(result.current).toBe(KEY);
    expect(window.location.href).not.toContain(KEY);
    expect(JSON.stringify([window.history.state, Reflect.get(window, 'naboFragment')])).not.toContain(KEY);
    expect(heard).toEqual([]);
    stop();
  },
);

test('an event that comes when the reader is elsewhere is not handed on either', () => {
  window.history.replaceState(null, '', '/post');
  window.dispatchEvent(
    new HashChangeEvent('hashchange', { newURL: new URL(`/invite#${KEY}`, window.location.href).href }),
  );
  expect(heard).toEqual([]);
  expect(Reflect.get(window, 'naboFragment')).toBeUndefined();
});

test('any other fragment stays and is told', () => {
  type('/post#abc', ['popstate', 'hashchange']);
  expect(window.location.hash).toBe('#abc');
  expect(heard).toHaveLength(1);
  expect(Reflect.get(window, 'naboFragment')).toBe('#abc');
});
