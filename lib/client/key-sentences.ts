/** What happened, what was kept, what can be done: a sentence for each code of the vault. */
const SENTENCES: Readonly<Record<string, string>> = {
  wrong: 'That does not open it. Nothing was changed; check it letter by letter and try again.',
  broken:
    'What was found does not open, so it was left as it is. Bring the key back from another copy, if there is one.',
  locked: 'The key is locked. Nothing was changed; unlock it first.',
  occupied:
    'There is another key on this device, and it stays. Save a copy of that one and forget it here, then try again.',
  busy: 'Another tab changed the key at the same moment. It still opens as that tab has set it; try again.',
  absent: 'There is no key on this device yet. It is made with your first post.',
  'in-use':
    'Something that this key signed is still on its way. Nothing was changed; wait for the next block.',
  'no-copy': 'There is no copy of this key yet, so it stays. Save a copy first.',
  'too-many': 'There are as many people on this device as it can keep apart. Remove one first.',
  'last-way': 'That is the last way to open the key, so it stays.',
  'passkey-declined': 'The passkey was not used. Nothing was changed; the passphrase opens the key.',
  'no-prf':
    'This device keeps passkeys, but none that can open a key. Nothing was changed; the passphrase opens it.',
  'not-a-key': 'That is no key: a letter is wrong or missing. Nothing was changed.',
  'key-elsewhere': 'That is a key of another network. Nothing was changed; turn to that network first.',
  'passphrase-length': 'A passphrase has 8 to 256 characters. Nothing was changed.',
};

/** More is known about some of them. */
const DETAILS: Readonly<Record<string, string>> = {
  'words-count': 'These are not twelve words. Nothing was changed; a copy has exactly twelve.',
  'words-check':
    'Each of these words is in the list, but they do not belong together. Nothing was changed; look for one that is in the wrong place.',
  'words-unknown': 'One of these words is not in the list. Nothing was changed; check how each is spelled.',
  'not-a-copy': 'This file is no copy of a key. Nothing was changed; choose another.',
  'newer-copy': 'A newer Nabo made this copy. Nothing was changed; reload to get the newest, and try again.',
};

/** The sentence for a code of the vault. */
export function keySentence(code: string, detail: string): string {
  if (Object.hasOwn(DETAILS, detail)) return DETAILS[detail] ?? '';
  const [, network] = /^other-network:([a-z]{1,10})$/.exec(detail) ?? [];
  if (network !== undefined)
    return `This copy is of a key of the network ${network}. Nothing was changed; turn to that network first.`;
  return (
    (Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : undefined) ??
    'That did not work. The key is as it was; try again.'
  );
}
