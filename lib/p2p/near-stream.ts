import type { ComponentLogger, MessageStreamDirection } from '@libp2p/interface';
import { AbstractStream, type SendResult } from '@libp2p/utils';

/** A stream whose other end is in this page as well. What is sent comes in a later turn, as it would from afar. */
class NearStream extends AbstractStream {
  /** Set as soon as both are made. */
  end: NearStream | undefined;

  constructor(direction: MessageStreamDirection, logger: ComponentLogger) {
    super({ id: direction, direction, log: logger.forComponent(`nabo:near:${direction}`) });
  }

  override sendData(data: Parameters<AbstractStream['sendData']>[0]): SendResult {
    const sent = data.slice();
    queueMicrotask(() => this.end?.onData(sent));
    return { sentBytes: data.byteLength, canSendMore: true };
  }

  override async sendCloseWrite(): Promise<void> {
    queueMicrotask(() => this.end?.onRemoteCloseWrite());
  }

  override async sendCloseRead(): Promise<void> {
    queueMicrotask(() => this.end?.onRemoteCloseRead());
  }

  override sendReset(): void {
    queueMicrotask(() => this.end?.onRemoteReset());
  }

  // The few words of a call never fill it.
  override sendPause(): void {}
  override sendResume(): void {}
}

/** Both ends of a stream that leads nowhere else. */
export function nearStreams(logger: ComponentLogger): readonly [AbstractStream, AbstractStream] {
  const [one, other] = [new NearStream('outbound', logger), new NearStream('inbound', logger)];
  one.end = other;
  other.end = one;
  return [one, other];
}
