import { msg, tell } from '#lib/language/t.ts';

/** Titles of tabs. Pages are prerendered with them in English (`app`); a test holds the two against each other. */
export const TAB_TITLES: readonly string[] = [
  msg('Account and backup'),
  msg('Activity'),
  msg('Bookmarks'),
  msg('Catch-up'),
  msg('Check a file'),
  msg('Claim a name'),
  msg('District'),
  msg('Inscription'),
  msg('Invites'),
  msg('Lists'),
  msg('Make'),
  msg('Map'),
  msg('Me'),
  msg('Neighbours'),
  msg('New post'),
  msg('Not found'),
  msg('Open'),
  msg('Profile'),
  msg('Search'),
  msg('Settings'),
  msg('Status'),
  msg('Tag'),
  msg('Thread'),
  msg('Wallet'),
];

const NAMED = / · Nabo$/;

/** A tab's title in the language of the page; what is none of ours stays as it is. */
export function titleInWords(title: string): string {
  const words = title.replace(NAMED, '');
  return TAB_TITLES.includes(words) ? title.replace(words, tell(words)) : title;
}
