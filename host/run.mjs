import { existsSync } from 'node:fs';
import path from 'node:path';
import { launch } from './launch/entry.mjs';
import { LaunchError, runMain } from './launch/launch-error.mjs';
import { childEnv } from './launch/processes.mjs';
import { ENV, ROOT } from './launch/settings.mjs';
import { ensurePackages } from './launch/setup.mjs';

/**
 * `node host/run.mjs COMMAND [ARGUMENTS]`: runs one of the project's commands (a file of ours, or a program of a package)
 * on a Node.js that is new enough, with the packages of the lockfile installed. The scripts of package.json are made of it.
 */
await runMain(async () => {
  const [command, ...args] = process.argv.slice(2);
  if (command === undefined) throw new LaunchError('node host/run.mjs COMMAND [ARGUMENTS]');
  return await launch(import.meta.url, { root: ROOT, env: ENV }, async (runtime, children) => {
    await ensurePackages({ root: ROOT, env: ENV }, runtime.npm, children);
    const where = { cwd: ROOT, env: childEnv(ENV, ROOT) };
    const isScript = existsSync(path.join(ROOT, command));
    return isScript
      ? await children.run(
          process.execPath,
          ['--disable-warning=ExperimentalWarning', command, ...args],
          where,
        )
      : await children.run(command, args, where);
  });
});
