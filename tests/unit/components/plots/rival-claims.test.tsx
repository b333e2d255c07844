import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { RivalClaims } from '#components/plots/rival-claims.tsx';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { idOf, keyOf } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

test('a claim that came later is shown rule by rule, with its proof', async () => {
  const client = createFakeClient();
  const district = await client.district(1204);
  const rivals = [{ id: idOf('late'), holder: keyOf('otto') }];
  const { user } = renderScreen(
    <RivalClaims district={{ ...district, claim: { ...district.claim, rivals } }} />,
    client,
    '/district#1204',
  );
  await user.click(screen.getByText(/A later try by/));
  const panel = within(screen.getByRole('group'));
  const claims = panel.getAllByRole('listitem').map(({ textContent }) => textContent ?? '');
  expect(claims).toHaveLength(3);
  expect(claims[0]).toMatch(/Says exactly 1204\.bitmap/);
  expect(claims[2]).toMatch(/Not the first of its name.* is before it, in block [\d,]+\./);
  expect(screen.getByRole('button', { name: 'Save proof' })).toBeInTheDocument();
});
