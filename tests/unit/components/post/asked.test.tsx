import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { OutboxList } from '#components/profile/outbox-list.tsx';
import type { OutsideDesk } from '#lib/client/client.ts';
import { asTxid } from '#lib/bytes/brand.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const like = {
  id: 'a',
  publication: {
    id: 'a',
    network: 'devnet',
    createdAt: 0,
    intent: { kind: 'like', to: asTxid('11'.repeat(32)) },
    payer: 'yours',
    state: 'draft',
    attempts: 0,
    revision: 1,
    waiting: { code: 'wallet-asks', detail: '' },
  },
  sentence: 'Waiting for your wallet',
} as const;

const stoppedBy = async (desk: Promise<OutsideDesk>): Promise<unknown> => Reflect.get(await desk, 'stopped');

test('what waits for a yes in another wallet says so, and can be called off', async () => {
  const client = createFakeClient();
  const { user } = renderScreen(<OutboxList publications={[like]} />, client);
  expect(await screen.findByText('Waiting for your wallet')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Stop asking it' }));
  expect(await stoppedBy(client.outside())).toEqual(['a']);
});

test('what waits for anything else offers nothing of the kind', () => {
  const waits = { ...like, publication: { ...like.publication, waiting: { code: 'locked', detail: '' } } };
  renderScreen(<OutboxList publications={[waits]} />, createFakeClient());
  expect(screen.queryByRole('button', { name: 'Stop asking it' })).toBeNull();
});
