/** How soon a host that was gone is looked for again. */
const LOOK_AGAIN_MS = 5_000;
const PATIENCE_MS = 4_000;

/** Whether our own host answers: learned by asking, never from `navigator.onLine`. */
export interface HostReach {
  readonly reachable: () => boolean;
  /** Asks now, unless somebody is asking already. */
  look(): Promise<void>;
}

/**
 * Follows whether the host answers. While it does not, it is asked again every few seconds until `signal` is aborted;
 * while it does, only when {@link HostReach.look} is called, so that an idle page makes no requests.
 */
export function followHost(onChange: () => void, signal: AbortSignal): HostReach {
  let reachable = true;
  let looking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    const before = reachable;
    reachable = await answers(signal);
    if (reachable !== before) onChange();
    if (!reachable && !signal.aborted) setTimeout(() => void look(), LOOK_AGAIN_MS);
  };
  const look = (): Promise<void> => {
    looking ??= ask().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  return { reachable: () => reachable, look };
}

async function answers(signal: AbortSignal): Promise<boolean> {
  try {
    // HEAD passes the service worker by, so that its copy is never taken for the host.
    await fetch('/config.json', {
      method: 'HEAD',
      cache: 'no-store',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    return true;
  } catch {
    return false;
  }
}
