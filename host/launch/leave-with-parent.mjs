/**
 * Loaded into every process that the launcher starts: when the launcher dies, even by SIGKILL, its channel closes and
 * the child ends as if it had been asked to. Nothing is left running behind a closed terminal.
 */
const LAST_RESORT_MS = 5_000;

if (process.channel) {
  process.channel.unref();
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
}
