import { screen } from '@testing-library/react';
import { describe, expect, test, vi } from 'vitest';
import { NeighboursScreen } from '#components/neighbours/neighbours-screen.tsx';
import type { AppConfig } from '#lib/client/config.ts';
import { createFakeClient, type FakeClient } from '#tests/support/fake-client.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const onNetwork = (network: AppConfig['network']): FakeClient => {
  const client = createFakeClient();
  return { ...client, config: { ...client.config, network } };
};
const settled = (): Promise<HTMLElement> => screen.findByRole('region', { name: 'What I hold' });

describe('be your own neighbour', () => {
  test('names two houses on this machine, and pulls the plug once', async () => {
    const onPlug = vi.fn(async () => undefined);
    const { client, user } = renderScreen(<NeighboursScreen onPlug={onPlug} />);
    const house = await screen.findByRole('link', { name: 'b.localhost' });
    expect(house).toHaveAttribute('href', 'http://b.localhost:3000/');
    const plug = screen.getByRole('button', { name: 'Pull the plug' });
    await user.click(plug);
    expect(await screen.findByText(/^The plug was pulled/)).toBeInTheDocument();
    client.unplug();
    expect(await screen.findByText(/come back by themselves/)).toBeInTheDocument();
    expect(plug).toBeDisabled();
    expect(onPlug).toHaveBeenCalledOnce();
  });

  test('says when the plug is stuck', async () => {
    const onPlug = async (): Promise<void> => {
      throw new Error('The host has no plug.');
    };
    const { user } = renderScreen(<NeighboursScreen onPlug={onPlug} />);
    await user.click(await screen.findByRole('button', { name: 'Pull the plug' }));
    expect(await screen.findByText(/The host has no plug/)).toBeInTheDocument();
  });

  test('is not offered without a plug', async () => {
    renderScreen(<NeighboursScreen />);
    await settled();
    expect(screen.queryByText('Be your own neighbour')).not.toBeInTheDocument();
  });

  test('is not offered where money is real', async () => {
    renderScreen(<NeighboursScreen onPlug={async () => undefined} />, onNetwork('main'));
    await settled();
    expect(screen.queryByText('Be your own neighbour')).not.toBeInTheDocument();
  });
});
