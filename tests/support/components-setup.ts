import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { scrolledTo } from './scrolled-to.ts';

const nothing = (): void => undefined;

/** What the browser has and jsdom does not, as little of it as the screens need. */
function fillGaps(): void {
  Object.assign(window, {
    scrollTo: ({ top = 0 }: ScrollToOptions) => scrolledTo(top),
    scrollBy: nothing,
  });
  Object.assign(Element.prototype, { scrollIntoView: nothing });
  Object.assign(HTMLDialogElement.prototype, {
    showModal(this: HTMLDialogElement) {
      this.open = true;
    },
    close(this: HTMLDialogElement) {
      this.open = false;
      this.dispatchEvent(new Event('close'));
    },
  });
  // A window wide enough for a pane, that never changes.
  Object.assign(window, {
    // Nobody saves data here, but who says so.
    matchMedia: (media: string) =>
      Object.assign(new EventTarget(), { matches: !media.includes('reduced-data'), media }),
  });
  Object.assign(globalThis, {
    IntersectionObserver: class {
      observe = nothing;
      unobserve = nothing;
      disconnect = nothing;
    },
  });
  Object.assign(globalThis, {
    ResizeObserver: class {
      observe = nothing;
      unobserve = nothing;
      disconnect = nothing;
    },
  });
  // jsdom has no pictures: whoever draws finds that nothing can be drawn into.
  Object.assign(HTMLCanvasElement.prototype, { getContext: () => null });
  Object.assign(URL, { createObjectURL: () => 'blob:nabo', revokeObjectURL: nothing });
}

fillGaps();

/** A busy machine is no failure: what a test waits for may take a while. */
configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 30_000 });

/** React says what is wrong by `console.error`: a test that hears it fails, unless it expected exactly that. */
const complaints = vi.spyOn(console, 'error');

beforeEach(() => {
  complaints.mockReset();
  scrolledTo(0);
  window.history.replaceState(null, '', '/');
  sessionStorage.clear();
  localStorage.clear();
});

afterEach(() => {
  cleanup();
  expect(complaints.mock.calls, 'console.error was called').toEqual([]);
});

// jsdom draws nothing, so nothing moves in it.
Element.prototype.animate = () => ({ finish: () => undefined, cancel: () => undefined }) as Animation;
