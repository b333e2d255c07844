import type { Issue } from '#lib/bytes/issue.ts';
import type { Network } from '#lib/chain/network.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';

const NETWORKS = once((): Readonly<Record<Network, string>> => ({
  devnet: t('a devnet'),
  test: t('the test network'),
  main: t("BSV's main network"),
  btc: 'BTC',
}));
const networkName = (name: string | undefined): string =>
  name !== undefined && Object.hasOwn(NETWORKS(), name) ? NETWORKS()[name as Network] : t('another network');

/** What is wrong with a file, for a person. What has no sentence here is said in the words of who found it. */
const SENTENCES = once((): Readonly<Record<string, string>> => ({
  'file-empty': t('There is nothing in it.'),
  'file-too-large': t(
    'It is larger than anything that is checked here: 256 MB, and 16 MB for a saved proof.',
  ),
  'file-unknown': t('It is no saved proof, no transaction, no BEEF and no block.'),
  'file-hex': t('It is hex, and one digit is missing or too many.'),
  'file-headers': t('It holds block headers and nothing else. They say nothing about a post.'),
  'file-bump': t('It is a path of hashes without the transaction that it leads from.'),
  'bundle-format': t('It is JSON, and not a proof that was saved here.'),
  'bundle-version': t('It was saved by a newer version of Nabo, in a form that this one does not know.'),
  'bundle-base64': t('The transaction in it is missing or garbled.'),
  'bundle-subject': t('It names one transaction and holds another.'),
  'bundle-headers': t('The block headers in it are garbled.'),
  'bundle-content': t(
    'The words that stand in the file are not the words in the transaction. Somebody changed them.',
  ),
  'json-malformed': t('It begins like JSON and is broken further on.'),
  'json-repeated-key': t('It says the same thing twice, in two ways.'),
  'beef-no-subject': t('The transaction that it is about is not in it.'),
  'beef-too-large': t('It holds more transactions than are checked here.'),
  'bump-other-transaction': t('The path of hashes in it belongs to another transaction.'),
  'bump-contradiction': t('The path of hashes in it contradicts itself.'),
  'bump-incomplete': t('The path of hashes in it has a gap.'),
  'bump-repeated': t('The path of hashes in it states a hash on both sides, which can hide a forgery.'),
  'proof-other-block': t('Its path does not lead to the block that is at this height.'),
  'tx-witness': t('It carries witnesses, which this network does not have. Anybody could have added them.'),
  'proof-node-pair': t(
    'A transaction of exactly 64 bytes cannot be told from a part of the path, so it proves nothing.',
  ),
  'block-root': t('The transactions are not the ones that the header names.'),
  'block-repeats': t('It lists a transaction twice, which can hide a forgery.'),
  'block-node-pair': t('It has a transaction of exactly 64 bytes, which can hide a forgery.'),
  'block-work': t('Nobody did the work that its header claims.'),
  'block-too-large': t('The block is larger than what is checked here.'),
  truncated: t('It ends too early. A part of it was lost on the way.'),
  'trailing-bytes': t('Something follows after its end.'),
  'count-too-large': t('It claims to hold more than it does.'),
}));

/** The sentence for what is wrong with a file. */
export function sentenceOn({ code, message, path }: Issue): string {
  if (code === 'file-other-network')
    return t('It is of {networkName}, and this app reads {networkName2}.', {
      networkName: networkName(message),
      networkName2: networkName(path),
    });
  if (code === 'bundle-field')
    return t('One part of it is missing or not of its form: {path}.', { path: path ?? message });
  return SENTENCES()[code] ?? t('It cannot be read: {message}.', { message });
}
