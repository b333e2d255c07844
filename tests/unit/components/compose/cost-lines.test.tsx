import { screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { CostLines } from '#components/compose/cost-lines.tsx';
import { useEstimate } from '#components/use-estimate.ts';
import { keepCostsIn } from '#components/settings/costs-in.ts';
import { money } from '#components/ui/money.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const INTENTS = [{ kind: 'post', text: 'Ten bytes.' }] as const;
const rateAt = (at: number) => ({ currency: 'USD', perCoin: 20, at, from: 'whatsonchain' });

function Lines() {
  return <CostLines kind="post" estimate={useEstimate(INTENTS)} waits={false} />;
}

const costs = (rate?: ReturnType<typeof rateAt>): void => {
  renderScreen(<Lines />, createFakeClient(rate === undefined ? {} : { rate }));
};
const line = () => screen.getByText('Costs').parentElement;

afterEach(() => localStorage.clear());

describe('what it costs', () => {
  test('is said in money first, where that was chosen and somebody says what a coin is worth', async () => {
    keepCostsIn('money');
    costs(rateAt(Date.now() - 60_000));
    await waitFor(() => expect(line()).toHaveTextContent(/\$0\.0000056 28 sat/));
  });

  test('is said in satoshis when the rate is old, with its time', async () => {
    keepCostsIn('money');
    costs(rateAt(Date.now() - 2 * 3_600_000));
    await waitFor(() => expect(line()).toHaveTextContent(/the last rate is of \d\d:\d\d/));
    expect(line()).not.toHaveTextContent('$');
  });

  test('is said in satoshis where nobody gives a rate, or nobody was to be asked', async () => {
    keepCostsIn('money');
    costs();
    await waitFor(() => expect(line()).toHaveTextContent('28 sat'));
    localStorage.clear();
    document.body.replaceChildren();
    costs(rateAt(Date.now()));
    await waitFor(() => expect(line()).toHaveTextContent('28 sat'));
    expect(line()).not.toHaveTextContent('$');
  });
});

test('an amount too small to write is said to be less', () => {
  expect(money(1, rateAt(0))).toMatch(/^less than .*0\.000001$/);
  expect(money(12_345_678, rateAt(0))).toMatch(/2\.5$/);
});
