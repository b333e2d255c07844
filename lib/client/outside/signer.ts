import type { SignerLine } from '../signer-line.ts';
import { KeyRefusal, valueOf, type Outcome } from '../key-refusal.ts';
import type { OutsideAnswer } from '#lib/wallet/outside-desk.ts';
import type { OutsideSigner } from './desk.ts';

/** The signer's worker, as another wallet's desk asks it. While the key is locked there is nothing to do. */
export function outsideSigner(signer: SignerLine, satsPerKilobyte: number): OutsideSigner {
  const answer = async (asked: Promise<Outcome<OutsideAnswer>>): Promise<OutsideAnswer> => {
    try {
      return await valueOf(asked);
    } catch (error) {
      if (error instanceof KeyRefusal && error.code === 'locked') return { state: 'none' };
      throw error;
    }
  };
  return {
    next: (id, holder, word) =>
      answer(
        signer.ask((line, chain) =>
          line.call('outsideNext', { ...chain, id, holder, ...(word !== undefined && { word }) }),
        ),
      ),
    enter: (id, holder, word, { raw, sources }) =>
      answer(
        signer.ask((line, chain) =>
          line.call('outsideEnter', {
            ...chain,
            id,
            holder,
            ...(word !== undefined && { word }),
            raw,
            sources: sources.map(({ sats, script }) => ({ sats, script: Uint8Array.from(script) })),
            satsPerKilobyte,
          }),
        ),
      ),
  };
}
