import type { ChannelLike } from '#lib/bridge/feed-tabs.ts';
import { listenFilms, type FilmMessage } from '#lib/bridge/film-messages.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Films } from './films.ts';
import { MAX_WANTED_FILMS, MEDIA_MS } from './limits.ts';

/** What pages that play want of the tab with lines: {@link Films}, and to tell neighbours of a whole one. */
type FilmDesk = {
  readonly films: Pick<Films, 'look' | 'take' | 'refuse' | 'onHeard'>;
  readonly share: (txid: Txid) => void;
};

/** Answers the pages of this profile on a channel, which is the caller's to close, until `signal` is aborted. */
export function serveFilms(channel: ChannelLike, { films, share }: FilmDesk, signal: AbortSignal): void {
  /** What pages looked for in vain, and until when they are told. */
  const missed = new Map<Txid, number>();
  const say = (message: FilmMessage): void => {
    if (!signal.aborted) channel.postMessage(message);
  };
  films.onHeard((txid) => {
    const until = missed.get(txid);
    missed.delete(txid);
    if (until !== undefined && until > performance.now()) say({ type: 'heard', txid });
  });
  const look = async (id: string, txid: Txid): Promise<void> => {
    const isThere = await films.look(txid, signal).catch(() => false);
    if (!isThere) missed.set(txid, performance.now() + MEDIA_MS);
    const [oldest] = missed.keys();
    if (missed.size > MAX_WANTED_FILMS && oldest !== undefined) missed.delete(oldest);
    say({ type: 'looked', id, isThere });
  };
  listenFilms(channel, (message) => {
    switch (message.type) {
      case 'look':
        void look(message.id, message.txid);
        break;
      case 'take': {
        const { id, txid, part, most } = message;
        void films
          .take(txid, part, most)
          .catch(() => 'full' as const)
          .then((outcome) => say({ type: 'took', id, outcome }));
        break;
      }
      case 'false':
        void films.refuse(message.txid, message.root).catch(() => undefined);
        break;
      case 'whole':
        share(message.txid);
        break;
      case 'looked':
      case 'took':
      case 'heard':
        break;
    }
  });
}
