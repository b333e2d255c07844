import type { InscriptionAnswer, InscriptionDesk } from '#lib/client/inscriptions.ts';

const NOTHING: InscriptionAnswer = { state: 'unnamed' };

/** A desk on which nothing was ever laid. */
export const NO_INSCRIPTIONS: InscriptionDesk = {
  open: async () => NOTHING,
  ask: async () => NOTHING,
  compose: async () => undefined,
  film: async () => undefined,
  prove: async () => undefined,
  answer: async () => undefined,
  model: async () => undefined,
  preview: async () => undefined,
  play: async () => undefined,
  onHeard: () => () => undefined,
  tracers: [],
  trace: async () => undefined,
};
