import { fileURLToPath } from 'node:url';
import { continueOn, endWithParent, withChildren } from './processes.mjs';
import { bringRuntime } from './runtime.mjs';

/**
 * Runs the main part of an entry point on a Node.js that is new enough: here, or, where the machine's is older, by running
 * the whole entry point once more on the one that was brought.
 *
 * @param {string} script `import.meta.url` of the entry point.
 * @param {{ root: string, env: import('./processes.mjs').Env }} place
 * @param {(runtime: import('./runtime.mjs').Runtime, children: import('./processes.mjs').Children) => Promise<number>} main
 * @returns {Promise<number>} The exit code; 0 when a signal stopped us, because being asked to stop is no failure.
 */
export async function launch(script, { root, env }, main) {
  if (env['npm_lifecycle_event'] !== undefined) endWithParent();
  const runtime = await withChildren((children) => bringRuntime({ root, env }, children));
  if (runtime === undefined) return 0;
  if (runtime.node !== process.execPath) {
    return await continueOn(runtime.node, [fileURLToPath(script), ...process.argv.slice(2)], {
      cwd: root,
      env,
    });
  }
  return (await withChildren((children) => main(runtime, children))) ?? 0;
}
