import type { Issue } from '#lib/bytes/issue.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';

/**
 * What the codes of lib/protocols mean to a reader. Some of them only ever stand on records that no post is made of; a
 * test holds the table to the codes, so that none is forgotten.
 */
export const ISSUE_SENTENCES = once((): Readonly<Record<string, string>> => ({
  // Names.
  'name-empty': t('It has a name without a letter.'),
  'name-too-long': t('Its name is too long to be one.'),
  'name-letters': t('Its name has letters that names do not have.'),
  'name-dot': t('Its name has a dot inside.'),
  'name-space': t('Its name has white space inside.'),
  'name-unseen': t('Its name has characters that nobody sees.'),
  'name-mixed-script': t(
    'The name mixes letters of several scripts, or uses one that is rarely written, so it is easily misread.',
  ),
  'name-lookalike': t('The name looks like one in plain letters, and is another name.'),
  // What .bitter says.
  'bitter-other-protocol': t('It names a .bitter user and another protocol.'),
  'bitter-op': t('It names a .bitter user and asks for nothing that is known.'),
  'bitter-field': t('A part of it is missing or not as .bitter has it.'),
  'bitter-p': t('It writes the name of its protocol without the dot.'),
  'bitter-suffix': t('It leaves out .bitter after the name.'),
  'bitter-surrogate': t('Half a character in it was replaced.'),
  'bitter-ordinal': t('It answers something that cannot be found by what it says.'),
  'bitter-list': t('It is a list, where one post must stand.'),
  'bitter-too-long': t('It is longer than a post may be.'),
  'bitter-utf8': t('Its bytes are not text.'),
  // JSON.
  'json-malformed': t('A part of it that should be JSON is not.'),
  'json-too-long': t('A part of it that is JSON is too long to be read.'),
  'json-too-deep': t('A part of it that is JSON is nested too deeply to be read.'),
  'json-too-many-keys': t('A part of it that is JSON has too many fields to be read.'),
  'json-repeated-key': t('A part of it that is JSON says the same field twice.'),
  // What stands beside the envelope, for other apps.
  'envelope-differs': t(
    'What it says here and what it says beside it, for other apps, are not the same. What it says here counts.',
  ),
  'b-extra-fields': t('The copy of its words for other apps has more fields than it should.'),
  'map-other': t('A part of it is about another record, and was left out.'),
  'map-command': t('A part of what it says about itself is a command that is not read.'),
  'map-odd': t('It says something about itself without saying what.'),
  'map-json': t('What it says about itself should be JSON and is not.'),
  'map-field': t('Something that it says about itself is not text or too long, and was left out.'),
  // Bitcoin Schema.
  'reply-target': t('It calls itself a reply, to nothing that can be found.'),
  'post-empty': t('It is a post without words.'),
  'message-empty': t('It is a message without words.'),
  'message-text': t('It is a message that is not text.'),
  'like-target': t('It likes nothing that can be found.'),
  'unlike-target': t('It takes back a like of nothing that can be found.'),
  'repost-target': t('It reposts nothing that can be found.'),
  'follow-target': t('It follows nobody who can be found.'),
  'unfollow-target': t('It stops following nobody who can be found.'),
  'social-type': t('It is of a kind that is not read here.'),
  // Identities.
  'bap-command': t('It gives an order about an identity that is not read.'),
  'bap-id': t('It speaks of an identity by something that is none.'),
  'bap-address': t('It names an identity without a key.'),
  'bap-hash': t('It vouches for something by what is no hash.'),
  'bap-sequence': t('It vouches for something without saying in which order.'),
  'bap-alias': t('What it says about an identity should be JSON and is not.'),
  // Content.
  'type-mismatch': t('Its bytes are not of the kind that it says.'),
  'type-differs': t('It says another kind of picture than its bytes are. The bytes count.'),
  'type-unknown': t('It is of a kind that is not shown here.'),
  'text-utf8': t('It says that it is text, and its bytes are not.'),
  'content-encoded': t('Its content is packed, and was not opened.'),
  'content-empty': t('There is nothing in it.'),
}));

/** An issue as a sentence. One that is not in the table is of a newer worker than this page, and speaks for itself. */
export const issueSentence = ({ code, message }: Issue): string =>
  Object.hasOwn(ISSUE_SENTENCES(), code) ? (ISSUE_SENTENCES()[code] ?? message) : message;
