/**
 * Questions and answers between a page and one of its workers. A {@link Contract} names every call with the schemas of
 * its question and its answer; what does not parse is dropped by the side that answers and fails on the side that asks.
 */
import * as z from 'zod/mini';

/** The part of a `Worker`, a `MessagePort` or a worker's own scope that is needed. A `MessagePort` must be started by its owner. */
export interface PortLike {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** The calls that one side answers, and the events that it sends by itself. */
export type Contract = {
  readonly calls: Readonly<Record<string, { readonly ask: z.ZodMiniType; readonly answer: z.ZodMiniType }>>;
  readonly event: z.ZodMiniType;
};

type Ask<C extends Contract, Name extends keyof C['calls']> = z.infer<C['calls'][Name]['ask']>;
type Answer<C extends Contract, Name extends keyof C['calls']> = z.infer<C['calls'][Name]['answer']>;
type Event<C extends Contract> = z.infer<C['event']>;

/**
 * A call did not end in an answer: the other side threw (`failed`, with its words), answered something that the contract
 * does not know (`malformed`), or the line was closed (`closed`).
 */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly kind: 'failed' | 'malformed' | 'closed';

  constructor(kind: CallError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

const questionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ask'), id: z.number(), name: z.string(), ask: z.unknown() }),
  /** The asker has lost interest. */
  z.object({ type: z.literal('stop'), id: z.number() }),
]);

const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answer'), id: z.number(), answer: z.unknown() }),
  z.object({ type: z.literal('failure'), id: z.number(), message: z.string() }),
  z.object({ type: z.literal('event'), event: z.unknown() }),
]);

type Question = z.infer<typeof questionSchema>;
type Reply = z.infer<typeof replySchema>;

/** The side that asks. */
export interface Caller<C extends Contract> {
  /** @throws {CallError}, or the signal's reason when it is aborted; then the other side is told to stop. */
  call<Name extends keyof C['calls'] & string>(
    name: Name,
    ask: Ask<C, Name>,
    signal?: AbortSignal,
    /** Parts of the question that are handed over, not copied. */
    transfer?: Transferable[],
  ): Promise<Answer<C, Name>>;
  /** Hears the other side's events until the returned function is called. */
  listen(listener: (event: Event<C>) => void): () => void;
  /** Fails whatever is unanswered and hears no more. */
  close(): void;
}

type Waiting = {
  readonly answered: (answer: unknown) => void;
  readonly failed: (error: CallError) => void;
};

/** Asks over `port` what `contract` allows. */
export function createCaller<C extends Contract>(port: PortLike, contract: C): Caller<C> {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(event: Event<C>) => void>();
  const send = (question: Question, transfer?: Transferable[]): void =>
    transfer === undefined ? port.postMessage(question) : port.postMessage(question, transfer);
  let lastId = 0;

  const hear = ({ data }: { readonly data: unknown }): void => {
    const { data: reply } = replySchema.safeParse(data);
    if (reply === undefined) return;
    if (reply.type === 'event') {
      const event = contract.event.safeParse(reply.event);
      if (event.success) for (const listener of listeners) listener(event.data as Event<C>);
      return;
    }
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.type === 'answer') asked?.answered(reply.answer);
    else asked?.failed(new CallError('failed', reply.message));
  };
  port.addEventListener('message', hear);

  return {
    call(name, ask, signal, transfer) {
      const shape = contract.calls[name];
      if (shape === undefined) return Promise.reject(new CallError('malformed', `no call named ${name}`));
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          waiting.delete(id);
          send({ type: 'stop', id });
          reject(signal?.reason as Error);
        };
        const settle = (): void => signal?.removeEventListener('abort', stop);
        waiting.set(id, {
          answered(answer) {
            settle();
            const parsed = shape.answer.safeParse(answer);
            if (parsed.success) resolve(parsed.data as Answer<C, typeof name>);
            else reject(new CallError('malformed', `the answer to ${name} is not of its shape`));
          },
          failed(error) {
            settle();
            reject(error);
          },
        });
        signal?.addEventListener('abort', stop);
        send({ type: 'ask', id, name, ask }, transfer);
      });
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      port.removeEventListener('message', hear);
      for (const { failed } of waiting.values()) failed(new CallError('closed', 'the line was closed'));
      waiting.clear();
      listeners.clear();
    },
  };
}

/** What answers each call. The signal is aborted when the asker has lost interest or the line is closed. */
export type Handlers<C extends Contract> = {
  readonly [Name in keyof C['calls']]: (
    ask: Ask<C, Name>,
    signal: AbortSignal,
  ) => Answer<C, Name> | Promise<Answer<C, Name>>;
};

/** The side that answers. */
export interface Served<C extends Contract> {
  emit(event: Event<C>): void;
  close(): void;
}

/**
 * Answers over `port`. A question that is not in the contract, or not of its shape, is dropped. `onCall` is told of each
 * question that comes and of each answer that goes.
 */
export function serveCalls<C extends Contract>(
  port: PortLike,
  contract: C,
  handlers: Handlers<C>,
  onCall: () => void = () => undefined,
): Served<C> {
  const running = new Map<number, AbortController>();
  const send = (reply: Reply): void => port.postMessage(reply);

  const answer = async (id: number, name: string, asked: unknown): Promise<void> => {
    const shape = Object.hasOwn(contract.calls, name) ? contract.calls[name] : undefined;
    const ask = shape?.ask.safeParse(asked);
    if (ask?.success !== true || running.has(id)) return;
    const abort = new AbortController();
    running.set(id, abort);
    onCall();
    try {
      const given: unknown = await handlers[name as keyof C['calls']](
        ask.data as Ask<C, string>,
        abort.signal,
      );
      if (!abort.signal.aborted) send({ type: 'answer', id, answer: given });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!abort.signal.aborted) send({ type: 'failure', id, message });
    } finally {
      running.delete(id);
      onCall();
    }
  };
  const hear = ({ data }: { readonly data: unknown }): void => {
    const { data: question } = questionSchema.safeParse(data);
    if (question?.type === 'ask') void answer(question.id, question.name, question.ask);
    else if (question?.type === 'stop') running.get(question.id)?.abort();
  };
  port.addEventListener('message', hear);

  return {
    emit: (event) => send({ type: 'event', event }),
    close() {
      port.removeEventListener('message', hear);
      for (const abort of running.values()) abort.abort();
    },
  };
}
