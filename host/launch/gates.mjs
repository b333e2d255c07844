import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * A gate: something that must hold before a change goes in. Counts as one test, unless it runs tests of its own.
 *
 * @typedef {object} Gate
 * @property {string} name
 * @property {readonly (readonly string[])[]} commands Run in order; all must end with code 0.
 * @property {string} [report] Where vitest writes its JSON report, for a gate that runs tests.
 * @property {string} [needs] A gate without which this one says nothing.
 */

/**
 * `failures`: some lines for each test that failed, or passed when it was tried again, so that the end of a long run says
 * all that a reader needs.
 *
 * @typedef {{ name: string, passed: number, failed: number, seconds: number, note?: string, failures?: readonly string[] }} Outcome
 */

/**
 * @param {string} name
 * @param {readonly string[]} projects
 * @param {string} reportsDir
 */
const vitestGate = (name, projects, reportsDir) => {
  const report = path.join(reportsDir, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return {
    name,
    report,
    commands: [['vitest', 'run', ...projects.flatMap((project) => ['--project', project]), ...reporters]],
  };
};

/**
 * All gates, cheapest first.
 *
 * @param {string} reportsDir
 * @returns {readonly Gate[]}
 */
export const gates = (reportsDir) => [
  { name: 'format', commands: [['oxfmt', '--check']] },
  { name: 'lint', commands: [['oxlint', '--deny-warnings']] },
  {
    name: 'types',
    commands: [
      ['next', 'typegen'],
      ['tsc', '-p', 'tsconfig.json'],
      ['tsc', '-p', 'tsconfig.worker.json'],
    ],
  },
  { name: 'knip', commands: [['knip']] },
  vitestGate('tests', ['unit', 'components', 'flows'], reportsDir),
  { name: 'build', commands: [['node', 'host/build.ts']] },
  { ...vitestGate('browser', ['browser'], reportsDir), needs: 'build' },
];

/**
 * Runs gates one after another; a failing one does not stop the rest.
 *
 * @param {readonly Gate[]} chosen
 * @param {(command: string, args: readonly string[]) => Promise<number>} run Resolves with the exit code.
 * @param {(line: string) => void} say
 * @returns {Promise<readonly Outcome[]>}
 */
export async function runGates(chosen, run, say) {
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const gate of chosen) {
    const started = performance.now();
    say(`\n== ${gate.name}`);
    const missing = outcomes.find(({ name, failed }) => name === gate.needs && failed > 0);
    const counts = missing
      ? { passed: 0, failed: 1, note: `not run: ${missing.name} failed` }
      : await runGate(gate, run);
    const outcome = { name: gate.name, seconds: (performance.now() - started) / 1000, ...counts };
    say(`== ${describe(outcome)}`);
    outcomes.push(outcome);
  }
  return outcomes;
}

const MOST_FAILURES = 10;
const MOST_LETTERS = 800;

/**
 * What a run says at its end; the last line alone is for programs.
 *
 * @param {readonly Outcome[]} outcomes
 */
export function summarise(outcomes) {
  const total = (/** @type {'passed' | 'failed'} */ key) =>
    outcomes.reduce((sum, outcome) => sum + outcome[key], 0);
  const failures = outcomes.flatMap(({ name, failures: own = [] }) => own.map((text) => `${name}: ${text}`));
  const told = failures.slice(0, MOST_FAILURES).map((text) => `${text}\n`);
  return `\n${told.join('')}\n${outcomes.map(describe).join('\n')}\n\n${total('passed')} passed, ${total('failed')} failed`;
}

/** @param {Outcome} outcome */
function describe({ name, passed, failed, seconds, note }) {
  const result =
    note ??
    (passed + failed === 1 ? (failed === 0 ? 'passed' : 'FAILED') : `${passed} passed, ${failed} failed`);
  return `${name.padEnd(8)} ${result} (${seconds.toFixed(1)} s)`;
}

/**
 * @param {Gate} gate
 * @param {(command: string, args: readonly string[]) => Promise<number>} run
 * @returns {Promise<{ passed: number, failed: number, note?: string, failures?: readonly string[] }>}
 */
async function runGate({ commands, report }, run) {
  if (report !== undefined) rmSync(report, { force: true });
  let ok = true;
  for (const [command = '', ...args] of commands) {
    ok = (await run(command, args)) === 0;
    if (!ok) break;
  }
  if (report === undefined) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  const counts = countTests(report);
  // Something outside any test went wrong, such as an error that nobody caught: it fails the run.
  return !ok && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/**
 * Counts the tests of a vitest report, and says which failed, at last or at first. A file that could not even be loaded has none and counts as
 * one that failed; so does a report that was never written.
 *
 * @param {string} report
 */
export function countTests(report) {
  try {
    /** @type {{ numPassedTests: number, numFailedTests: number, testResults: { name: string, status: string, message?: string, assertionResults: { status: string, fullName: string, failureMessages?: string[] }[] }[] }} */
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const again = testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status, failureMessages = [] }) => status === 'passed' && failureMessages.length > 0)
        .map(
          ({ fullName, failureMessages }) =>
            `(passed when tried again) ${name} > ${fullName}\n${failureMessages?.[0]}`,
        ),
    );
    const failures = testResults.flatMap(({ name, status, message = '', assertionResults }) => {
      const failed = assertionResults.filter((assertion) => assertion.status === 'failed');
      if (failed.length === 0)
        return status === 'failed' ? [{ unloaded: true, text: `${name}\n${message}` }] : [];
      return failed.map(({ fullName, failureMessages = [] }) => ({
        unloaded: false,
        text: `${name} > ${fullName}\n${failureMessages.join('\n')}`,
      }));
    });
    return {
      passed: numPassedTests,
      failed: numFailedTests + failures.filter(({ unloaded }) => unloaded).length,
      failures: [...failures.map(({ text }) => text), ...again].map((text) => text.slice(0, MOST_LETTERS)),
    };
  } catch {
    return { passed: 0, failed: 1, failures: [] };
  }
}
