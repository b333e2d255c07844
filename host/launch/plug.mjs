import { setTimeout } from 'node:timers/promises';

/** @typedef {{ start: () => Promise<unknown>, stop: () => Promise<void>, fail: (error: unknown) => void }} Pluggable */

/**
 * Whether the plug was pulled by this request, and in how many seconds the servers come back.
 *
 * @typedef {{ pulled: boolean, seconds: number }} Pull
 */

/** Takes servers away, really, and brings them back after a while. */
export class Plug {
  #servers;
  #signal;
  #say;
  #sleep;
  /** @type {number | undefined} When the servers are started again, in milliseconds since 1970; undefined while they run. */
  #backAt;

  /**
   * @param {object} parts
   * @param {Pluggable} parts.servers
   * @param {AbortSignal} parts.signal Aborted when nothing is to be started any more.
   * @param {(line: string) => void} parts.say
   * @param {(ms: number, signal: AbortSignal) => Promise<void>} [parts.sleep] Rejects when the signal is aborted.
   */
  constructor({ servers, signal, say, sleep = sleepFor }) {
    this.#servers = servers;
    this.#signal = signal;
    this.#say = say;
    this.#sleep = sleep;
  }

  /**
   * Resolves when the servers are gone. While they are, nothing more can be taken away: then it says how long that lasts.
   *
   * @param {number} seconds
   * @returns {Promise<Pull>}
   */
  async pull(seconds) {
    if (this.#backAt !== undefined) return { pulled: false, seconds: secondsUntil(this.#backAt) };
    this.#backAt = Date.now() + seconds * 1000;
    await this.#servers.stop();
    this.#backAt = Date.now() + seconds * 1000;
    this.#say(`The plug was pulled: devnet and app are gone for ${seconds} seconds.`);
    void this.#bringBack(seconds).catch((error) => {
      // Whoever stopped us wants no servers back.
      if (!this.#signal.aborted) this.#servers.fail(error);
    });
    return { pulled: true, seconds };
  }

  /** @param {number} seconds */
  async #bringBack(seconds) {
    await this.#sleep(seconds * 1000, this.#signal);
    await this.#servers.start();
    this.#backAt = undefined;
    this.#say('Devnet and app are back.');
  }
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 */
const sleepFor = (ms, signal) => setTimeout(ms, undefined, { signal });

/** @param {number} time */
const secondsUntil = (time) => Math.max(0, Math.ceil((time - Date.now()) / 1000));
