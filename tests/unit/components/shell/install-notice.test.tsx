import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { InstallNotice } from '#components/shell/install-notice.tsx';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

afterEach(() => localStorage.clear());

/** Chromium's offer, as it comes some time after a page was loaded. */
function offer(outcome: 'accepted' | 'dismissed') {
  const prompt = vi.fn(async () => undefined);
  const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
    prompt,
    userChoice: Promise.resolve({ outcome }),
  });
  act(() => void window.dispatchEvent(event));
  return { event, prompt };
}

const writer = async () => {
  const client = createFakeClient();
  await client.publish({ kind: 'post', text: 'Worth keeping.' });
  return client;
};

describe('the offer to install', () => {
  test('comes to whoever has written, in the place of the browser’s own, and a no holds', async () => {
    const { user, unmount } = renderScreen(<InstallNotice />, await writer());
    expect(offer('accepted').event.defaultPrevented).toBe(true);
    await user.click(await screen.findByRole('button', { name: 'Not now' }));
    expect(screen.queryByText(/Keep Nabo as an app/)).not.toBeInTheDocument();
    unmount();
    renderScreen(<InstallNotice />, await writer());
    offer('accepted');
    await waitFor(() => expect(screen.queryByText(/Keep Nabo as an app/)).not.toBeInTheDocument());
  });

  test('asks the browser once, and its no is a no as well', async () => {
    const { user } = renderScreen(<InstallNotice />, await writer());
    const { prompt } = offer('dismissed');
    await user.click(await screen.findByRole('button', { name: 'Install' }));
    expect(prompt).toHaveBeenCalledOnce();
    await waitFor(() => expect(localStorage.getItem('nabo:install-dismissed')).toBe('yes'));
  });

  test('does not come to whoever only reads', async () => {
    renderScreen(<InstallNotice />, createFakeClient());
    offer('accepted');
    await waitFor(() => expect(screen.queryByText(/Keep Nabo as an app/)).not.toBeInTheDocument());
  });
});
