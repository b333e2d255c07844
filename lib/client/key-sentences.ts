import { msg, t, tell } from '#lib/language/t.ts';
/** What happened, what was kept, what can be done: a sentence for each code of the vault. */
const SENTENCES: Readonly<Record<string, string>> = {
  wrong: msg('That does not open it. Nothing was changed; check it letter by letter and try again.'),
  broken: msg(
    'What was found does not open, so it was left as it is. Bring the key back from another copy, if there is one.',
  ),
  locked: msg('The key is locked. Nothing was changed; unlock it first.'),
  occupied: msg(
    'There is another key on this device, and it stays. Save a copy of that one and forget it here, then try again.',
  ),
  busy: msg(
    'Another tab changed the key at the same moment. It still opens as that tab has set it; try again.',
  ),
  absent: msg('There is no key on this device yet. It is made with your first post.'),
  'in-use': msg(
    'Something that this key signed is still on its way. Nothing was changed; wait for the next block.',
  ),
  'no-copy': msg('There is no copy of this key yet, so it stays. Save a copy first.'),
  linked: msg(
    'This device was linked and has keys of its own alone. The words are on the device that linked it; do this there.',
  ),
  'too-many': msg('There are as many people on this device as it can keep apart. Remove one first.'),
  'last-way': msg('That is the last way to open the key, so it stays.'),
  'passkey-declined': msg('The passkey was not used. Nothing was changed; the passphrase opens the key.'),
  'no-prf': msg(
    'This device keeps passkeys, but none that can open a key. Nothing was changed; the passphrase opens it.',
  ),
  'not-a-key': msg('That is no key: a letter is wrong or missing. Nothing was changed.'),
  'key-elsewhere': msg('That is a key of another network. Nothing was changed; turn to that network first.'),
  'passphrase-length': msg('A passphrase has 8 to 256 characters. Nothing was changed.'),
};

/** More is known about some of them. */
const DETAILS: Readonly<Record<string, string>> = {
  'words-count': msg('These are not twelve words. Nothing was changed; a copy has exactly twelve.'),
  'words-check': msg(
    'Each of these words is in the list, but they do not belong together. Nothing was changed; look for one that is in the wrong place.',
  ),
  'words-unknown': msg(
    'One of these words is not in the list. Nothing was changed; check how each is spelled.',
  ),
  'not-a-copy': msg('This file is no copy of a key. Nothing was changed; choose another.'),
  'newer-copy': msg(
    'A newer Nabo made this copy. Nothing was changed; reload to get the newest, and try again.',
  ),
};

/** The sentence for a code of the vault. */
export function keySentence(code: string, detail: string): string {
  if (Object.hasOwn(DETAILS, detail)) return tell(DETAILS[detail] ?? '');
  const [, network] = /^other-network:([a-z]{1,10})$/.exec(detail) ?? [];
  if (network !== undefined)
    return t(
      'This copy is of a key of the network {network}. Nothing was changed; turn to that network first.',
      { network },
    );
  return tell(
    (Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : undefined) ??
      msg('That did not work. The key is as it was; try again.'),
  );
}
