import type { ReactNode } from 'react';
import type { Effect } from '#lib/client/wallet-desk.ts';
import { t } from '#lib/language/t.ts';
import { byteSize, plural, sats } from '../ui/format.ts';
import { VerdictList, type VerdictLine } from '../ui/verdict-list.tsx';
import { Sum } from './sum.tsx';
import { rich } from '../ui/rich.ts';

type Props = {
  readonly effect: Effect;
  /** What is spent, and where it goes, in a sentence. */
  readonly claim: ReactNode;
  readonly evidence: ReactNode;
};

/** What comes of a transaction, by the plan of the signer, before it signs. */
export function EffectLines({ effect, claim, evidence }: Props) {
  return <VerdictList lines={linesOf(effect, claim, evidence)} />;
}

function linesOf(effect: Effect, claim: ReactNode, evidence: ReactNode): readonly VerdictLine[] {
  if (effect.state === 'refused')
    return [{ key: 'refused', tone: 'no', claim: t('This cannot be sent'), evidence: effect.detail }];
  if (effect.state === 'short')
    return effect.code === 'unsettled'
      ? [
          {
            key: 'short',
            tone: 'wait',
            claim: t('These coins wait for a block'),
            evidence: t('They are change of what is on its way. It can be sent after the next block.'),
          },
        ]
      : [
          {
            key: 'short',
            tone: 'no',
            claim: <>{rich('{sum} are missing', { sum: <Sum of={effect.shortBy} /> })}</>,
            evidence: t('For the amount and its fee. Add coins, or send less.'),
          },
        ];
  return [
    { key: 'goes', tone: 'plain', claim, evidence },
    {
      key: 'fee',
      tone: 'plain',
      claim: <>{rich('{sum} for the network', { sum: <Sum of={effect.feeSats} /> })}</>,
      evidence: t('{bytes}, from {coins}; {change} of them come back.', {
        bytes: byteSize(effect.bytes),
        coins: plural(effect.coins, 'coin', 'coins'),
        change: sats(effect.change),
      }),
    },
    ...(effect.isAbove
      ? [
          {
            key: 'above',
            tone: 'wait' as const,
            claim: t('More than this device spends without asking'),
            evidence: t('Your yes is for this one alone.'),
          },
        ]
      : []),
  ];
}
