import { describe, expect, it } from 'vitest';
import { QualityChoice } from '#components/plots/city/city-quality.ts';

const takes = (choice: QualityChoice, ms: number, frames: number): string => {
  for (let frame = 0; frame < frames; frame += 1) choice.take(ms);
  return choice.quality;
};

describe('QualityChoice', () => {
  it('falls while frames are late, step by step, and no lower than the last', () => {
    const choice = new QualityChoice();
    expect(takes(choice, 40, 11)).toBe('full');
    expect(takes(choice, 40, 1)).toBe('reduced');
    expect(takes(choice, 40, 12)).toBe('coarse');
    expect(takes(choice, 40, 100)).toBe('coarse');
  });

  it('takes a late frame now and then, and pauses, for nothing', () => {
    const choice = new QualityChoice();
    for (let at = 0; at < 100; at += 1) {
      choice.take(30);
      takes(choice, 16.7, 2);
      choice.take(5_000);
    }
    expect(choice.quality).toBe('full');
  });

  it('rises once after a long row of frames on time, and not again', () => {
    const choice = new QualityChoice();
    takes(choice, 40, 12);
    expect(takes(choice, 16.7, 239)).toBe('reduced');
    expect(takes(choice, 16.7, 1)).toBe('full');
    takes(choice, 40, 12);
    expect(takes(choice, 16.7, 2_000)).toBe('reduced');
  });
});
