const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const PLAIN_MS = 10_000;

/**
 * Says that a long step runs: a spinner with the time on a terminal, plain lines elsewhere. Quick steps say nothing.
 *
 * @template T
 * @param {string} title What is being done, as a person says it: "Installing packages".
 * @param {() => Promise<T>} run
 * @param {NodeJS.WriteStream} [out]
 * @returns {Promise<T>}
 */
export async function showProgress(title, run, out = process.stdout) {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
  let frame = 0;
  const draw = () => out.write(`\r${FRAMES[frame++ % FRAMES.length]} ${title} (${seconds()} s) `);
  if (!out.isTTY) out.write(`${title} ...\n`);
  const timer = out.isTTY
    ? setInterval(draw, FRAME_MS)
    : setInterval(() => out.write(`${title}: ${seconds()} s so far\n`), PLAIN_MS);
  /** @param {string} outcome */
  const close = (outcome) => {
    clearInterval(timer);
    out.write(`${out.isTTY ? '\r\u001b[2K' : ''}${title}: ${outcome} ${seconds()} s\n`);
  };
  try {
    const result = await run();
    close('done in');
    return result;
  } catch (error) {
    close('failed after');
    throw error;
  }
}
