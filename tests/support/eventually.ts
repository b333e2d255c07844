/**
 * Tries until `attempt` does not throw, and answers what it gives. For whatever runs outside of tests, too.
 *
 * @throws what the last attempt threw, after `timeout` milliseconds.
 */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  { timeout = 30_000, interval = 20 } = {},
): Promise<T> {
  const end = performance.now() + timeout;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
  }
}
