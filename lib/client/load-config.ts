import { appConfigSchema, type AppConfig } from './config.ts';

/** The host could not be asked and no earlier answer is cached: the very first visit failed half-way. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads `/config.json` from our own host; the service worker answers with the last one when the host is gone.
 *
 * @throws {ConfigError} when nothing answers within five seconds, or what answers is not a configuration.
 */
export async function loadConfig(fetchConfig: typeof fetch = fetch): Promise<AppConfig> {
  let body: unknown;
  try {
    const response = await fetchConfig('/config.json', { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new ConfigError(`The host answered ${response.status} for its configuration.`);
    body = await response.json();
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError('The host does not answer, and its configuration is not on this device yet.', {
      cause,
    });
  }
  const parsed = appConfigSchema.safeParse(body);
  if (!parsed.success) throw new ConfigError('The host sent a configuration that this build cannot read.');
  return parsed.data;
}
