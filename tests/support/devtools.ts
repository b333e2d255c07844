import { once } from 'node:events';
import * as z from 'zod';
import { eventually } from './eventually.ts';

const replySchema = z.object({
  id: z.number(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).exactOptional(),
});
const eventSchema = z.object({ method: z.string(), params: z.unknown() });
const targetSchema = z.object({
  targetInfo: z.object({ targetId: z.string(), type: z.string(), url: z.string() }),
});
const destroyedSchema = z.object({ targetId: z.string() });
const sessionSchema = z.object({ sessionId: z.string() });
const usageSchema = z.object({ usedSize: z.number() });
const quotaSchema = z.object({ usage: z.number(), quota: z.number(), overrideActive: z.boolean() });
const createdSchema = z.object({ targetId: z.string() });
const evaluatedSchema = z.object({
  result: z.object({ value: z.unknown().optional() }),
  exceptionDetails: z
    .object({ exception: z.object({ description: z.string().optional() }).exactOptional() })
    .exactOptional(),
});

type Send = (method: string, params?: object) => Promise<unknown>;

/** A page that is driven over {@link DevTools}. */
export class DrivenPage {
  private readonly send: Send;

  constructor(send: Send) {
    this.send = send;
  }

  /** The value of an expression, or of what it promises. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    const { result, exceptionDetails } = evaluatedSchema.parse(answer);
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? 'it threw');
    return result.value;
  }

  /** Evaluates until the value is true. */
  until(expression: string, timeout = 30_000): Promise<void> {
    return eventually(
      async () => {
        if ((await this.evaluate(expression)) !== true) throw new Error(`not yet: ${expression}`);
      },
      { timeout, interval: 50 },
    );
  }

  /** Ends the service workers of the profile now. */
  async endWorkers(): Promise<void> {
    await this.send('ServiceWorker.enable');
    await this.send('ServiceWorker.stopAllWorkers');
    await this.send('ServiceWorker.disable');
  }

  /** Ends the page's process as a crash does. It never answers again. */
  crash(): void {
    this.send('Page.crash').catch(() => undefined);
  }

  /** Takes this page's network away, or gives it back. Workers keep theirs. */
  async setOffline(offline: boolean): Promise<void> {
    await this.send('Network.enable');
    await this.send('Network.emulateNetworkConditions', {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
  }

  /** What the origin may store, in bytes, as long as this page is driven; without one, what the browser allows. */
  async setQuota(origin: string, quotaSize?: number): Promise<void> {
    await this.send('Storage.overrideQuotaForOrigin', {
      origin,
      ...(quotaSize !== undefined && { quotaSize }),
    });
  }

  /** What the browser holds an origin to: `navigator.storage` says a number of its own making. */
  async quotaOf(origin: string): Promise<z.infer<typeof quotaSchema>> {
    return quotaSchema.parse(await this.send('Storage.getUsageAndQuota', { origin }));
  }

  async close(): Promise<void> {
    await this.send('Page.close');
  }
}

/**
 * Drives a browser over its own WebSocket, attached to the pages that were opened here and to nothing else. Playwright
 * attaches to service workers too, and an attached worker is never stopped by the browser.
 */
export class DevTools implements Disposable {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (e: Error) => void }
  >();
  private readonly workers = new Map<string, string>();
  private lastId = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener('message', ({ data }) => this.take(JSON.parse(String(data))));
    socket.addEventListener('close', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('the browser is gone'));
      this.waiting.clear();
    });
  }

  static async connect(address: string): Promise<DevTools> {
    const socket = new WebSocket(address);
    await once(socket, 'open');
    const devtools = new DevTools(socket);
    // Told of targets, attached to none.
    await devtools.send('Target.setDiscoverTargets', { discover: true });
    return devtools;
  }

  /** URLs of the service workers that run right now. */
  runningWorkers(): readonly string[] {
    return [...this.workers.values()];
  }

  /** What the service workers that run now hold in JavaScript's heap after it was cleared up, in bytes. */
  async workerHeap(): Promise<number> {
    let bytes = 0;
    for (const targetId of this.workers.keys()) {
      const attached = await this.send('Target.attachToTarget', { targetId, flatten: true });
      const { sessionId } = sessionSchema.parse(attached);
      await this.send('HeapProfiler.collectGarbage', {}, sessionId);
      bytes += usageSchema.parse(await this.send('Runtime.getHeapUsage', {}, sessionId)).usedSize;
      await this.send('Target.detachFromTarget', { sessionId });
    }
    return bytes;
  }

  async openPage(url: string): Promise<DrivenPage> {
    const { targetId } = createdSchema.parse(await this.send('Target.createTarget', { url }));
    const attached = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const { sessionId } = sessionSchema.parse(attached);
    return new DrivenPage((method, params = {}) => this.send(method, params, sessionId));
  }

  [Symbol.dispose](): void {
    this.socket.close();
  }

  private send(method: string, params: object, sessionId?: string): Promise<unknown> {
    const id = (this.lastId += 1);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.waiting.set(id, { resolve, reject });
    this.socket.send(JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }));
    return promise;
  }

  private take(message: unknown): void {
    const reply = replySchema.safeParse(message).data;
    if (reply !== undefined) {
      const waiting = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if (reply.error === undefined) waiting?.resolve(reply.result);
      else waiting?.reject(new Error(reply.error.message));
      return;
    }
    const event = eventSchema.safeParse(message).data;
    if (event?.method === 'Target.targetCreated') {
      const { targetId, type, url } = targetSchema.parse(event.params).targetInfo;
      if (type === 'service_worker') this.workers.set(targetId, url);
    } else if (event?.method === 'Target.targetDestroyed') {
      this.workers.delete(destroyedSchema.parse(event.params).targetId);
    }
  }
}
