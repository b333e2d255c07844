import { LaunchError } from './launch-error.mjs';

/** @typedef {import('./processes.mjs').Service} Service */
/** @typedef {import('./processes.mjs').Ready} Ready */

/**
 * Starts one server after another, telling `keep` of each.
 *
 * @callback StartServers
 * @param {(name: string, service: Service) => Promise<Ready>} keep Resolves once that server is up.
 * @returns {Promise<string>} Where the app is.
 */

/** Servers that start together, go together, and come back over the same data. */
export class Servers {
  #startAll;
  /** @type {Set<Service>} */
  #running = new Set();
  /** @type {(error: unknown) => void} */
  #fail = () => {};
  /** @type {Promise<never>} */
  #failed = new Promise((_resolve, reject) => (this.#fail = reject));

  /** @param {StartServers} startAll */
  constructor(startAll) {
    this.#startAll = startAll;
    // Whoever waits for it hears of it; until then it is nobody's unhandled rejection.
    this.#failed.catch(() => {});
  }

  /**
   * @returns {Promise<string>} Where the app is, once all of them are up.
   * @throws {LaunchError} when one of them ends before it is up.
   */
  async start() {
    return await this.#startAll((name, service) => {
      this.#running.add(service);
      void service.exited.then((code) => {
        if (!this.#running.delete(service)) return;
        this.fail(new LaunchError(`The ${name} ended (code ${code}), so the rest was stopped too.`));
      });
      return service.ready;
    });
  }

  /** Ends all of them. Their ports are free once this resolves. */
  async stop() {
    const asked = [...this.#running];
    this.#running.clear();
    await Promise.all(asked.map((service) => service.stop()));
  }

  /**
   * Never resolves. Servers do not end by themselves while all is well.
   *
   * @returns {Promise<never>}
   * @throws {LaunchError} when one ended that nobody asked to.
   */
  untilFailure() {
    return this.#failed;
  }

  /**
   * They cannot go on: {@link untilFailure} rejects.
   *
   * @param {unknown} error
   */
  fail(error) {
    this.#fail(error);
  }
}
