import { parseHeader } from '#lib/chain/header.ts';
import type { Chain } from './chain.ts';

/** A quiet chain still gets a block so often, and not more: most blocks have something in them. */
const IDLE_SECONDS = 60;

/** Mines a block every `intervalSeconds` when something waits, and one a minute when nothing does. */
export class AutoMiner implements Disposable {
  readonly #timer: NodeJS.Timeout;

  constructor(chain: Chain, intervalSeconds: number, onFailure: (error: unknown) => void) {
    this.#timer = setInterval(() => {
      try {
        if (chain.store.mempoolSize().count > 0 || secondsSinceTip(chain) >= IDLE_SECONDS) chain.mine();
      } catch (error) {
        onFailure(error);
      }
    }, intervalSeconds * 1000);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

function secondsSinceTip(chain: Chain): number {
  const header = parseHeader(chain.tip().header);
  return header.ok ? Date.now() / 1000 - header.value.time : 0;
}
