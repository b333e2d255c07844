import { TopicValidatorResult, type GossipsubMessage } from '@libp2p/gossipsub';
import type { PeerId } from '@libp2p/interface';
import { GOSSIP_WINDOW_MS, MAX_GOSSIP_PER_PEER } from './limits.ts';
import { readAnnouncement, type Announcement } from './message.ts';
import { RateLimit } from './rate-limit.ts';

type Message = GossipsubMessage['msg'];
type Heard = { readonly from: PeerId; readonly announcement: Announcement };

/**
 * Decides which announcements are passed on, in relays and neighbours alike: signed, short, of our form, with addresses
 * that are the sender's own, and not too many from one.
 */
export class GossipJudge {
  /** What was read of messages that are judged, and then heard. */
  private readonly heard = new WeakMap<Message, Heard | undefined>();
  private readonly rate = new RateLimit(MAX_GOSSIP_PER_PEER, GOSSIP_WINDOW_MS);

  /** A message that breaks the form counts against whoever passed it on; one too many is only not passed on. */
  judge(message: Message): TopicValidatorResult {
    const heard = this.read(message);
    if (heard === undefined) return TopicValidatorResult.Reject;
    return this.rate.take(heard.from.toString()) ? TopicValidatorResult.Accept : TopicValidatorResult.Ignore;
  }

  /** The announcement and who made it, or `undefined` when it is none. */
  read(message: Message): Heard | undefined {
    if (!this.heard.has(message)) this.heard.set(message, readSigned(message));
    return this.heard.get(message);
  }
}

function readSigned(message: Message): Heard | undefined {
  if (message.type !== 'signed') return undefined;
  const announcement = readAnnouncement(message.data);
  const { from } = message;
  const ending = `/p2p/${from.toString()}`;
  if (announcement?.addrs.every((address) => address.endsWith(ending)) !== true) return undefined;
  return { from, announcement };
}
