/**
 * Something that the person can put right: shown as it is, without a stack. Everything else that is thrown is a bug
 * of ours and keeps its stack.
 */
export class LaunchError extends Error {
  /** @override */
  name = 'LaunchError';
}

/**
 * Runs an entry point: its result is the exit code, a {@link LaunchError} is a plain sentence and exit code 1.
 *
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`\n${error instanceof LaunchError ? error.message : describe(error)}\n\n`);
    process.exitCode = 1;
  }
}

/** @param {unknown} error */
const describe = (error) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
