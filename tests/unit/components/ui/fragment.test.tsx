import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepEarlyFragment, openFragment, useFragment } from '#components/ui/fragment.ts';

declare global {
  interface Window {
    naboFragment?: string;
  }
}

const eventTo = (hash: string): HashChangeEvent =>
  new HashChangeEvent('hashchange', { newURL: new URL(hash, window.location.href).href });

beforeEach(() => {
  vi.useFakeTimers();
  window.history.replaceState(null, '', '/post');
});
afterEach(() => {
  vi.useRealTimers();
  delete window.naboFragment;
});

describe('a fragment that was set before the app ran', () => {
  test('is put back after the router has written its own address over it', () => {
    window.naboFragment = '#abc';
    const { result } = renderHook(() => useFragment());
    const stop = keepEarlyFragment();
    expect(result.current).toBe('');
    act(() => void vi.advanceTimersByTime(1));
    expect(window.location.hash).toBe('#abc');
    expect(result.current).toBe('abc');
    stop();
  });

  test('is put back when its event comes late', () => {
    const stop = keepEarlyFragment();
    vi.advanceTimersByTime(1);
    act(() => void window.dispatchEvent(eventTo('#late')));
    expect(window.location.hash).toBe('#late');
    stop();
  });

  test('does not count any more once the reader has gone on', () => {
    const stop = keepEarlyFragment();
    vi.advanceTimersByTime(1);
    openFragment('#mine');
    window.dispatchEvent(eventTo('#late'));
    expect(window.location.hash).toBe('#mine');
    stop();
  });

  test('is none in most visits, and then nothing is written', () => {
    const replaced = vi.spyOn(window.history, 'replaceState');
    const stop = keepEarlyFragment();
    vi.advanceTimersByTime(1_000);
    window.dispatchEvent(eventTo('#later'));
    expect(replaced).not.toHaveBeenCalled();
    stop();
  });
});
