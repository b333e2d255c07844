import { createServer } from 'node:http';
import { LaunchError } from './launch-error.mjs';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {{ status: number, headers?: Record<string, string>, body?: object }} Answer */

/** How long the plug may be out, in seconds, and how long it is when nobody says. */
export const SHORTEST_SECONDS = 5;
export const LONGEST_SECONDS = 120;
export const USUAL_SECONDS = 60;

const PATH = '/dev/plug';
const MOST_BYTES = 256;
const PATIENCE_MS = 5_000;

/**
 * @typedef {object} ControlOptions
 * @property {number} port
 * @property {number} appPort Where the app's pages come from.
 * @property {{ pull: (seconds: number) => Promise<import('./plug.mjs').Pull> }} plug
 * @property {AbortSignal} signal
 */

/**
 * The control port of a devnet, on loopback alone: `POST /dev/plug {"seconds": 60}`. It is the launcher's own, because it
 * has to answer while the servers are gone. Any page that a person has open could send something here, so it listens to
 * none but the app's own: their origin is what no other page can claim.
 *
 * @param {ControlOptions} options
 * @returns {Promise<{ url: string }>}
 * @throws {LaunchError} when the port cannot be had.
 */
export async function startControl({ port, appPort, plug, signal }) {
  const server = createServer(
    { headersTimeout: PATIENCE_MS, requestTimeout: PATIENCE_MS },
    (request, response) =>
      void answer(request, { appPort, plug })
        .catch(() => refusal(500, 'The plug could not be pulled.'))
        .then((reply) => send(request, response, reply)),
  );
  await new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new LaunchError(`The control port cannot be had: ${error.message}. Set CONTROL_PORT.`)),
    );
    server.listen({ port, host: '127.0.0.1', signal }, () => resolve(undefined));
  });
  const { port: bound } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${bound}` };
}

/**
 * @param {IncomingMessage} request
 * @param {Pick<ControlOptions, 'appPort' | 'plug'>} parts
 * @returns {Promise<Answer>}
 */
async function answer(request, { appPort, plug }) {
  if (request.url !== PATH) return refusal(404, 'There is nothing here but the plug.');
  if (!isOurPage(request.headers.origin, appPort))
    return refusal(403, 'Only a page of this app on this machine may pull the plug.');
  if (request.method === 'OPTIONS') return { status: 204, headers: PREFLIGHT };
  if (request.method !== 'POST')
    return { ...refusal(405, 'POST pulls the plug.'), headers: { allow: 'POST' } };
  if (request.headers['content-type'] !== 'application/json')
    return refusal(415, 'The body is application/json.');
  const seconds = readSeconds(await readBody(request));
  if (seconds === undefined)
    return refusal(400, `seconds is a whole number from ${SHORTEST_SECONDS} to ${LONGEST_SECONDS}.`);
  const pull = await plug.pull(seconds);
  return pull.pulled
    ? { status: 200, body: { seconds: pull.seconds } }
    : {
        status: 409,
        body: {
          code: 'pulled',
          detail: `The plug is out already; the servers start again in ${pull.seconds} s.`,
          seconds: pull.seconds,
        },
      };
}

const PREFLIGHT = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
};

/**
 * Whether a page of the app asks: by whichever name of this machine it was opened.
 *
 * @param {string | undefined} origin
 * @param {number} appPort
 */
function isOurPage(origin, appPort) {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const { protocol, hostname, port, origin: whole } = new URL(origin);
  const isHere = /^(?:(?:[a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
  return whole === origin && protocol === 'http:' && isHere && Number(port || 80) === appPort;
}

/**
 * @param {IncomingMessage} request
 * @returns {Promise<string | undefined>} `undefined` when it is longer than anything that makes sense.
 */
async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * @param {string | undefined} body
 * @returns {number | undefined}
 */
function readSeconds(body) {
  try {
    const { seconds = USUAL_SECONDS } = JSON.parse(body ?? '');
    const fits = Number.isInteger(seconds) && seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS;
    return fits ? seconds : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {number} status
 * @param {string} detail
 * @returns {Answer}
 */
const refusal = (status, detail) => ({ status, body: { code: 'refused', detail } });

/**
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {Answer} reply
 */
function send(request, response, { status, headers, body }) {
  const { origin } = request.headers;
  response.writeHead(status, {
    'cache-control': 'no-store',
    vary: 'origin',
    // A page that may not ask may not read the refusal either.
    ...(status !== 403 &&
      status !== 404 &&
      origin !== undefined && { 'access-control-allow-origin': origin }),
    ...(body && { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  });
  response.end(body && JSON.stringify(body));
}
