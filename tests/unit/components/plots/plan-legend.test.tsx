import { render, screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { squaresOf, type Transactions } from '#components/plots/measure.ts';
import { PlanLegend } from '#components/plots/plan-legend.tsx';
import { asTxid } from '#lib/bytes/brand.ts';
import { MOST_SQUARES } from '#lib/plots/merge.ts';

const blockOf = (count: number): Transactions =>
  Array.from({ length: count }, (_, at) => ({
    txid: asTxid(at.toString(16).padStart(64, '0')),
    outputSats: at === 0 ? 5_000_000_000n : at % 100 === 0 ? 700_000_000n : 1_000n,
    bytes: 250,
    vbytes: 250,
  }));

describe('the squares of a block', () => {
  test('are its transactions, up to as many as can be told apart', () => {
    const squares = squaresOf(blockOf(240), 'value');
    expect(squares.sizes).toHaveLength(240);
    expect([squares.squareOf(7), squares.transactionOf(7), squares.merged]).toEqual([7, 7, undefined]);
  });

  test('stand for several in a larger one, and say so', () => {
    const transactions = blockOf(50_000);
    const squares = squaresOf(transactions, 'value');
    expect(squares.sizes.length).toBeLessThanOrEqual(MOST_SQUARES);
    for (const at of [0, 1, 99, 100, 25_000, 49_999]) {
      const square = squares.squareOf(at) ?? -1;
      const first = squares.transactionOf(square);
      expect(first <= at && at < first + (squares.merged?.largest ?? 0)).toBe(true);
    }
    render(<PlanLegend transactions={50_000} squares={squares} measure="value" own={2} gone={1} />);
    expect(screen.getByText(/50,000 transactions in [\d,]+ squares/)).toBeInTheDocument();
    expect(
      screen.getByText(/share a square with their neighbours in the block, at most 3 in one/),
    ).toBeInTheDocument();
    expect(screen.getByText('2 transactions of mine')).toBeInTheDocument();
  });
});
