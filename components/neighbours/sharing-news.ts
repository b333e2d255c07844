import { useState } from 'react';
import { useNeighbours, useStatus } from '../use-answers.ts';
import { rememberSharingSaid, sharingWasSaid } from './said-once.ts';

/** Whether it is time to say, once, that this device shares: where there is something to share and a way to. */
export function useSharingNews(hasPosts: boolean): {
  readonly isNews: boolean;
  /** They were told, if it was news. */
  readonly settle: () => void;
} {
  const { data: neighbours } = useNeighbours();
  const { data: status } = useStatus();
  const [isSaid, setIsSaid] = useState(sharingWasSaid);
  const mayShare =
    neighbours?.sharing === true &&
    (neighbours.state === 'starting' || neighbours.state === 'on') &&
    (status?.config.relays.length ?? 0) > 0;
  const isNews = !isSaid && hasPosts && mayShare;
  const settle = (): void => {
    if (!isNews) return;
    rememberSharingSaid();
    setIsSaid(true);
  };
  return { isNews, settle };
}
