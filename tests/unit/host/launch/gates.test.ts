import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countTests, gates, runGates, summarise } from '#host/launch/gates.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nabo-gates-'));
});
afterEach(() => rm(folder, { recursive: true }));

const report = async (value: unknown): Promise<string> => {
  const file = path.join(folder, 'report.json');
  await writeFile(file, JSON.stringify(value));
  return file;
};

const file = (status: string, ...tests: string[]) => ({
  name: 'a.test.ts',
  status,
  message: status === 'failed' && tests.length === 0 ? 'no such module' : '',
  assertionResults: tests.map((result, index) => ({
    status: result,
    fullName: `does ${index}`,
    failureMessages: result === 'failed' ? ['expected 1, got 2'] : [],
  })),
});

describe('countTests', () => {
  it('counts tests, and each file that could not be loaded as one that failed', async () => {
    const name = await report({
      numPassedTests: 3,
      numFailedTests: 1,
      testResults: [file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed'), file('failed')],
    });
    expect(countTests(name)).toEqual({
      passed: 3,
      failed: 2,
      failures: ['a.test.ts > does 1\nexpected 1, got 2', 'a.test.ts\nno such module'],
    });
  });

  it('names what passed when it was tried again', async () => {
    const assertionResults = [
      { status: 'passed', fullName: 'flickers', failureMessages: ['expected 1, got 2'] },
    ];
    const name = await report({
      numPassedTests: 1,
      numFailedTests: 0,
      testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults }],
    });
    expect(countTests(name)).toEqual({
      passed: 1,
      failed: 0,
      failures: ['(passed when tried again) a.test.ts > flickers\nexpected 1, got 2'],
    });
  });

  it('counts a report that was never written as one that failed', () => {
    expect(countTests(path.join(folder, 'none.json'))).toEqual({ passed: 0, failed: 1, failures: [] });
  });
});

describe('runGates', () => {
  const silent = (): void => undefined;
  const withCodes = (codes: Readonly<Record<string, number>>) => (command: string) =>
    Promise.resolve(codes[command] ?? 0);

  it('goes on after a failure, but not to what needs what failed', async () => {
    const chosen = [
      { name: 'lint', commands: [['lint']] },
      { name: 'build', commands: [['build']] },
      { name: 'browser', commands: [['browser']], needs: 'build' },
      { name: 'last', commands: [['last']] },
    ];
    const outcomes = await runGates(chosen, withCodes({ lint: 1, build: 2 }), silent);
    expect(outcomes.map(({ name, failed }) => [name, failed])).toEqual([
      ['lint', 1],
      ['build', 1],
      ['browser', 1],
      ['last', 0],
    ]);
    expect(summarise(outcomes)).toMatch(/\n\n1 passed, 3 failed$/);
  });

  it('stops a gate at its first command that fails', async () => {
    const ran: string[] = [];
    const run = (command: string): Promise<number> => {
      ran.push(command);
      return Promise.resolve(command === 'b' ? 1 : 0);
    };
    await runGates([{ name: 'types', commands: [['a'], ['b'], ['c']] }], run, silent);
    expect(ran).toEqual(['a', 'b']);
  });

  it('believes neither an exit code without failures nor failures without an exit code', async () => {
    const name = path.join(folder, 'report.json');
    const good = { numPassedTests: 5, numFailedTests: 0, testResults: [] };
    const run = (code: number) => async () => {
      await report(good);
      return code;
    };
    const gate = { name: 'tests', commands: [['vitest']], report: name };
    expect(await runGates([gate], run(0), silent)).toMatchObject([{ passed: 5, failed: 0 }]);
    expect(await runGates([gate], run(1), silent)).toMatchObject([{ passed: 5, failed: 1 }]);
    // A report of an earlier run says nothing.
    expect(await runGates([gate], withCodes({}), silent)).toMatchObject([{ passed: 0, failed: 1 }]);
  });

  it('names at the end what failed, before the counts', async () => {
    const name = path.join(folder, 'report.json');
    const run = async () => {
      await report({
        numPassedTests: 1,
        numFailedTests: 1,
        testResults: [file('failed', 'passed', 'failed')],
      });
      return 1;
    };
    const outcomes = await runGates([{ name: 'tests', commands: [['vitest']], report: name }], run, silent);
    const [failure, , , count] = summarise(outcomes).trim().split('\n');
    expect(failure).toBe('tests: a.test.ts > does 1');
    expect(count).toMatch(/^tests {4}1 passed, 1 failed/);
  });

  it('runs the gates that the scripts of package.json name', () => {
    expect(gates(folder).map(({ name }) => name)).toEqual([
      'format',
      'lint',
      'types',
      'knip',
      'tests',
      'build',
      'browser',
    ]);
  });
});
