import net from 'node:net';
import { LaunchError } from './launch-error.mjs';

/**
 * Fails, before anything long is begun, when a port that we need is taken on either loopback address.
 *
 * @param {number} port
 * @param {string} variable The environment variable that moves it.
 * @throws {LaunchError}
 */
export async function assertPortFree(port, variable) {
  for (const address of ['127.0.0.1', '::1']) {
    const code = await tryListen(port, address);
    if (code === 'EADDRINUSE') {
      throw new LaunchError(
        `Port ${port} is in use by another program.\n` +
          `Stop that program, or choose another port: ${variable}=${port + 1} npm start`,
      );
    }
    if (code === 'EACCES') {
      throw new LaunchError(
        `Port ${port} may not be used by this account. Choose another: ${variable}=${port + 8000}`,
      );
    }
  }
}

/**
 * @param {number} port
 * @param {string} address
 * @returns {Promise<string | undefined>} The error's code; undefined when the port is free. A machine without IPv6 gives
 *   another code, which is none of our business.
 */
function tryListen(port, address) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error) => resolve('code' in error ? String(error.code) : error.name));
    server.listen({ port, host: address, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
