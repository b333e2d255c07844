import { CHOSEN } from './feeds.ts';

const MET = 'nabo:met';

/**
 * Whether the reader is here for the first time, or was and has not been told yet what this is. Asked before a feed is
 * remembered as open: who has one was here before. Where storage is forbidden nobody is new on every visit.
 */
export function isNewcomer(): boolean {
  try {
    if (localStorage.getItem(CHOSEN) === null) localStorage.setItem(MET, 'not yet');
    return localStorage.getItem(MET) === 'not yet';
  } catch {
    return false;
  }
}

/** They were told. */
export function meetNewcomer(): void {
  try {
    localStorage.removeItem(MET);
  } catch {
    // Storage is forbidden: then they were no newcomer either.
  }
}
