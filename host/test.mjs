import path from 'node:path';
import { bringChromium } from './launch/browser.mjs';
import { launch } from './launch/entry.mjs';
import { gates, runGates, summarise } from './launch/gates.mjs';
import { LaunchError, runMain } from './launch/launch-error.mjs';
import { childEnv } from './launch/processes.mjs';
import { ENV, ROOT } from './launch/settings.mjs';
import { ensurePackages } from './launch/setup.mjs';

const USAGE = 'node host/test.mjs [--without-browser] [--only GATE,GATE]';
const ALL_GATES = gates(path.join(ROOT, '.nabo/reports'));

/**
 * `npm test`: everything that must hold before a change goes in, and what it needs to be told. `--without-browser` leaves
 * out the tests in Chromium (`npm run check`). The last line is `N passed, N failed`.
 */
await runMain(async () => {
  const chosen = chooseGates(process.argv.slice(2));
  const place = { root: ROOT, env: ENV };
  return await launch(import.meta.url, place, async (runtime, children) => {
    await ensurePackages(place, runtime.npm, children);
    const needsBrowser = chosen.some(({ name }) => name === 'browser');
    const browser = needsBrowser ? { CHROME: await bringChromium(place, children) } : {};
    const env = childEnv(ENV, ROOT, { ...browser, NEXT_TELEMETRY_DISABLED: '1' });
    const outcomes = await runGates(
      chosen,
      (command, args) => children.run(command, args, { cwd: ROOT, env }),
      (line) => console.log(line),
    );
    console.log(summarise(outcomes));
    return outcomes.some(({ failed }) => failed > 0) ? 1 : 0;
  });
});

/** @param {readonly string[]} flags */
function chooseGates(flags) {
  const [flag, names, ...rest] = flags;
  if (flag === undefined) return ALL_GATES;
  if (flag === '--without-browser' && names === undefined)
    return ALL_GATES.filter(({ name }) => name !== 'browser');
  const wanted = flag === '--only' && rest.length === 0 ? (names ?? '').split(',') : [];
  const chosen = ALL_GATES.filter(({ name }) => wanted.includes(name));
  if (wanted.length > 0 && chosen.length === wanted.length) return chosen;
  throw new LaunchError(`${USAGE}\nGates: ${ALL_GATES.map(({ name }) => name).join(', ')}`);
}
