import type { Issue } from '#lib/bytes/issue.ts';
import type { Network } from '#lib/chain/network.ts';

const NETWORKS: Readonly<Record<Network, string>> = {
  devnet: 'a devnet',
  test: 'the test network',
  main: "BSV's main network",
  btc: 'BTC',
};
const networkName = (name: string | undefined): string =>
  name !== undefined && Object.hasOwn(NETWORKS, name) ? NETWORKS[name as Network] : 'another network';

/** What is wrong with a file, for a person. What has no sentence here is said in the words of who found it. */
const SENTENCES: Readonly<Record<string, string>> = {
  'file-empty': 'There is nothing in it.',
  'file-too-large': 'It is larger than anything that is checked here: 64 MB, and 16 MB for a saved proof.',
  'file-unknown': 'It is no saved proof, no transaction, no BEEF and no block.',
  'file-hex': 'It is hex, and one digit is missing or too many.',
  'file-headers': 'It holds block headers and nothing else. They say nothing about a post.',
  'file-bump': 'It is a path of hashes without the transaction that it leads from.',
  'bundle-format': 'It is JSON, and not a proof that was saved here.',
  'bundle-version': 'It was saved by a newer version of Nabo, in a form that this one does not know.',
  'bundle-base64': 'The transaction in it is missing or garbled.',
  'bundle-subject': 'It names one transaction and holds another.',
  'bundle-headers': 'The block headers in it are garbled.',
  'bundle-content':
    'The words that stand in the file are not the words in the transaction. Somebody changed them.',
  'json-malformed': 'It begins like JSON and is broken further on.',
  'json-repeated-key': 'It says the same thing twice, in two ways.',
  'beef-no-subject': 'The transaction that it is about is not in it.',
  'beef-too-large': 'It holds more transactions than are checked here.',
  'bump-other-transaction': 'The path of hashes in it belongs to another transaction.',
  'bump-contradiction': 'The path of hashes in it contradicts itself.',
  'bump-incomplete': 'The path of hashes in it has a gap.',
  'bump-repeated': 'The path of hashes in it states a hash on both sides, which can hide a forgery.',
  'proof-other-block': 'Its path does not lead to the block that is at this height.',
  'tx-witness': 'It carries witnesses, which this network does not have. Anybody could have added them.',
  'proof-node-pair':
    'A transaction of exactly 64 bytes cannot be told from a part of the path, so it proves nothing.',
  'block-root': 'The transactions are not the ones that the header names.',
  'block-repeats': 'It lists a transaction twice, which can hide a forgery.',
  'block-node-pair': 'It has a transaction of exactly 64 bytes, which can hide a forgery.',
  'block-work': 'Nobody did the work that its header claims.',
  'block-too-large': 'The block is larger than what is checked here.',
  truncated: 'It ends too early. A part of it was lost on the way.',
  'trailing-bytes': 'Something follows after its end.',
  'count-too-large': 'It claims to hold more than it does.',
};

/** The sentence for what is wrong with a file. */
export function sentenceOn({ code, message, path }: Issue): string {
  if (code === 'file-other-network')
    return `It is of ${networkName(message)}, and this app reads ${networkName(path)}.`;
  if (code === 'bundle-field') return `One part of it is missing or not of its form: ${path ?? message}.`;
  return SENTENCES[code] ?? `It cannot be read: ${message}.`;
}
