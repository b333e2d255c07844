import { act, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { housesOf } from '#components/neighbours/houses.ts';
import { NeighboursScreen } from '#components/neighbours/neighbours-screen.tsx';
import type { Client } from '#lib/client/client.ts';
import type { AppConfig } from '#lib/client/config.ts';
import { createFakeClient, type FakeClient } from '#tests/support/fake-client.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

type PullPlug = NonNullable<Client['pullPlug']>;

const withPlug = (pullPlug: PullPlug): FakeClient => ({ ...createFakeClient(), pullPlug });
const pulled: PullPlug = async () => ({ seconds: 60 });
const onNetwork = (network: AppConfig['network']): FakeClient => {
  const client = withPlug(pulled);
  return { ...client, config: { ...client.config, network } };
};
const settled = (): Promise<HTMLElement> => screen.findByRole('region', { name: 'What I hold' });
const part = (): Promise<HTMLElement> => screen.findByRole('region', { name: 'Be your own neighbour' });

afterEach(() => void vi.restoreAllMocks());

describe('be your own neighbour', () => {
  test('pulls the plug once, and says for how long and when it is over', async () => {
    const pullPlug = vi.fn(pulled);
    const { client, user } = renderScreen(<NeighboursScreen />, withPlug(pullPlug));
    const plug = await screen.findByRole('button', { name: 'Pull the plug' });
    await user.click(plug);
    client.unplug();
    expect(await screen.findByText(/gone for 60 seconds, and come back by themselves/)).toBeInTheDocument();
    expect(plug).toBeDisabled();
    client.plugIn();
    expect(await screen.findByText('Devnet and host are back.')).toBeInTheDocument();
    expect(plug).toBeEnabled();
    expect(pullPlug).toHaveBeenCalledOnce();
  });

  test('leads to the newest post as the other person opens it', async () => {
    const client = withPlug(pulled);
    renderScreen(<NeighboursScreen />, client);
    const newest = await within(await part()).findByRole('link', { name: /^the newest post, by/ });
    const { posts } = await client.timeline({ of: { kind: 'latest' }, limit: 1 });
    expect(newest).toHaveAttribute('href', `http://b.localhost:3000/post#${posts[0]?.id}`);
  });

  test('opens the two houses side by side', async () => {
    vi.spyOn(window.screen, 'availWidth', 'get').mockReturnValue(1600);
    vi.spyOn(window.screen, 'availHeight', 'get').mockReturnValue(900);
    const open = vi.spyOn(window, 'open').mockReturnValue(window);
    const { user } = renderScreen(<NeighboursScreen />, withPlug(pulled));
    const houses = within(await part());
    for (const name of ['a.localhost', 'b.localhost']) await user.click(houses.getByRole('link', { name }));
    expect(open.mock.calls).toEqual([
      ['http://a.localhost:3000/', '_blank', 'popup,width=800,height=900,left=0,top=0'],
      ['http://b.localhost:3000/', '_blank', 'popup,width=800,height=900,left=800,top=0'],
    ]);
  });

  test('leaves a narrow screen to the link itself', async () => {
    vi.spyOn(window.screen, 'availWidth', 'get').mockReturnValue(390);
    const open = vi.spyOn(window, 'open').mockReturnValue(window);
    const { user } = renderScreen(<NeighboursScreen />, withPlug(pulled));
    const house = within(await part()).getByRole('link', { name: 'b.localhost' });
    const followed = vi.fn((event: Event) => {
      expect(event.defaultPrevented).toBe(false);
      event.preventDefault();
    });
    document.addEventListener('click', followed, { once: true });
    await user.click(house);
    expect(followed).toHaveBeenCalledOnce();
    expect(open).not.toHaveBeenCalled();
  });

  test('says when the plug is stuck', async () => {
    const { user } = renderScreen(
      <NeighboursScreen />,
      withPlug(async () => {
        throw new Error('Nobody answers.');
      }),
    );
    await user.click(await screen.findByRole('button', { name: 'Pull the plug' }));
    expect(await screen.findByText('The plug is stuck. Nobody answers.')).toBeInTheDocument();
  });

  test('says so too when the servers went by themselves', async () => {
    const { client } = renderScreen(<NeighboursScreen />, withPlug(pulled));
    await part();
    act(() => client.unplug());
    expect(await screen.findByText(/^Devnet and host are gone, and come back/)).toBeInTheDocument();
  });

  test('is not offered without a plug', async () => {
    renderScreen(<NeighboursScreen />);
    await settled();
    expect(screen.queryByText('Be your own neighbour')).not.toBeInTheDocument();
  });

  test('is not offered where money is real', async () => {
    renderScreen(<NeighboursScreen />, onNetwork('main'));
    await settled();
    expect(screen.queryByText('Be your own neighbour')).not.toBeInTheDocument();
  });
});

describe('houses', () => {
  const at = (hostname: string, port = '3000') => housesOf({ hostname, port, protocol: 'http:' });

  test.each(['localhost', 'a.localhost', '127.0.0.1', '[::1]', 'x.y.localhost'])(
    '%s is this machine',
    (name) => {
      expect(at(name)).toEqual({
        first: { name: 'a.localhost', origin: 'http://a.localhost:3000' },
        second: { name: 'b.localhost', origin: 'http://b.localhost:3000' },
      });
    },
  );

  test('next door of b is a', () => {
    expect(at('b.localhost', '')).toEqual({
      first: { name: 'b.localhost', origin: 'http://b.localhost' },
      second: { name: 'a.localhost', origin: 'http://a.localhost' },
    });
  });

  test.each(['nabo.example', 'localhost.example', 'notlocalhost', '127.0.0.2.example'])(
    '%s is not',
    (name) => {
      expect(at(name)).toBeUndefined();
    },
  );
});
