import type { Stream } from '@libp2p/interface';

/** What a stream of the played network tells its readers. */
class StreamEvent extends Event {
  readonly data: Uint8Array | undefined;
  readonly error: Error | undefined;

  constructor(type: string, { data, error }: { data?: Uint8Array; error?: Error } = {}) {
    super(type);
    this.data = data;
    this.error = error;
  }
}

type Deliver = (bytes: number, act: () => void) => void;

/** One end of a stream between two devices of one process: bytes reach the other end by way of the network's clock. */
export class PlayedStream extends EventTarget {
  readonly protocol: string;
  status: 'open' | 'closed' | 'aborted' | 'reset' = 'open';
  readableEnded = false;
  private other: PlayedStream | undefined;
  private readonly deliver: Deliver;
  private isReading = false;
  private hasEnded = false;
  private hasHeardEnd = false;
  private readonly early: StreamEvent[] = [];

  private constructor(protocol: string, deliver: Deliver) {
    super();
    this.protocol = protocol;
    this.deliver = deliver;
  }

  /** Both ends, as libp2p's type of which this has the part that is used. */
  static pair(protocol: string, deliver: Deliver): readonly [Stream, Stream] {
    const [one, two] = [new PlayedStream(protocol, deliver), new PlayedStream(protocol, deliver)];
    one.other = two;
    two.other = one;
    return [one as unknown as Stream, two as unknown as Stream];
  }

  /** As libp2p's streams do, it keeps what comes before its first reader. */
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: AddEventListenerOptions | boolean,
  ): void {
    super.addEventListener(type, listener, options);
    if (type !== 'message' || this.isReading) return;
    this.isReading = true;
    queueMicrotask(() => {
      for (const event of this.early.splice(0)) this.dispatchEvent(event);
    });
  }

  send(data: Uint8Array): boolean {
    const copy = data.slice();
    this.deliver(copy.length, () => this.other?.take(new StreamEvent('message', { data: copy })));
    return true;
  }

  onDrain(): Promise<void> {
    return Promise.resolve();
  }

  /** Ends what is sent from here. */
  close(): Promise<void> {
    this.deliver(0, () => this.other?.take(new StreamEvent('end')));
    this.hasEnded = true;
    this.closeWhenOver();
    return Promise.resolve();
  }

  abort(error: Error): void {
    if (this.status !== 'open') return;
    this.status = 'aborted';
    this.dispatchEvent(new StreamEvent('close', { error }));
    this.deliver(0, () => this.other?.reset());
  }

  private reset(): void {
    if (this.status !== 'open') return;
    this.status = 'reset';
    this.dispatchEvent(new StreamEvent('close', { error: new Error('reset by the other side') }));
  }

  private take(event: StreamEvent): void {
    if (event.type === 'end' && this.isReading) this.readableEnded = true;
    if (this.isReading) this.dispatchEvent(event);
    else this.early.push(event);
    if (event.type !== 'end') return;
    this.hasHeardEnd = true;
    this.closeWhenOver();
  }

  private closeWhenOver(): void {
    if (!this.hasEnded || !this.hasHeardEnd || this.status !== 'open') return;
    this.status = 'closed';
    this.dispatchEvent(new StreamEvent('close'));
  }
}
