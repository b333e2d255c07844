import type { Issue } from '#lib/bytes/issue.ts';

/**
 * What the codes of lib/protocols mean to a reader. Some of them only ever stand on records that no post is made of; a
 * test holds the table to the codes, so that none is forgotten.
 */
export const ISSUE_SENTENCES: Readonly<Record<string, string>> = {
  // Names.
  'name-empty': 'It has a name without a letter.',
  'name-too-long': 'Its name is too long to be one.',
  'name-letters': 'Its name has letters that names do not have.',
  'name-dot': 'Its name has a dot inside.',
  'name-space': 'Its name has white space inside.',
  'name-unseen': 'Its name has characters that nobody sees.',
  'name-mixed-script':
    'The name mixes letters of several scripts, or uses one that is rarely written, so it is easily misread.',
  'name-lookalike': 'The name looks like one in plain letters, and is another name.',
  // What .bitter says.
  'bitter-other-protocol': 'It names a .bitter user and another protocol.',
  'bitter-op': 'It names a .bitter user and asks for nothing that is known.',
  'bitter-field': 'A part of it is missing or not as .bitter has it.',
  'bitter-p': 'It writes the name of its protocol without the dot.',
  'bitter-suffix': 'It leaves out .bitter after the name.',
  'bitter-surrogate': 'Half a character in it was replaced.',
  'bitter-ordinal': 'It answers something that cannot be found by what it says.',
  'bitter-list': 'It is a list, where one post must stand.',
  'bitter-too-long': 'It is longer than a post may be.',
  'bitter-utf8': 'Its bytes are not text.',
  // JSON.
  'json-malformed': 'A part of it that should be JSON is not.',
  'json-too-long': 'A part of it that is JSON is too long to be read.',
  'json-too-deep': 'A part of it that is JSON is nested too deeply to be read.',
  'json-too-many-keys': 'A part of it that is JSON has too many fields to be read.',
  'json-repeated-key': 'A part of it that is JSON says the same field twice.',
  // What stands beside the envelope, for other apps.
  'envelope-differs':
    'What it says here and what it says beside it, for other apps, are not the same. What it says here counts.',
  'b-extra-fields': 'The copy of its words for other apps has more fields than it should.',
  'map-other': 'A part of it is about another record, and was left out.',
  'map-command': 'A part of what it says about itself is a command that is not read.',
  'map-odd': 'It says something about itself without saying what.',
  'map-json': 'What it says about itself should be JSON and is not.',
  'map-field': 'Something that it says about itself is not text or too long, and was left out.',
  // Bitcoin Schema.
  'reply-target': 'It calls itself a reply, to nothing that can be found.',
  'post-empty': 'It is a post without words.',
  'message-empty': 'It is a message without words.',
  'message-text': 'It is a message that is not text.',
  'like-target': 'It likes nothing that can be found.',
  'unlike-target': 'It takes back a like of nothing that can be found.',
  'repost-target': 'It reposts nothing that can be found.',
  'follow-target': 'It follows nobody who can be found.',
  'unfollow-target': 'It stops following nobody who can be found.',
  'social-type': 'It is of a kind that is not read here.',
  // Identities.
  'bap-command': 'It gives an order about an identity that is not read.',
  'bap-id': 'It speaks of an identity by something that is none.',
  'bap-address': 'It names an identity without a key.',
  'bap-hash': 'It vouches for something by what is no hash.',
  'bap-sequence': 'It vouches for something without saying in which order.',
  'bap-alias': 'What it says about an identity should be JSON and is not.',
  // Content.
  'type-mismatch': 'Its bytes are not of the kind that it says.',
  'type-differs': 'It says another kind of picture than its bytes are. The bytes count.',
  'type-unknown': 'It is of a kind that is not shown here.',
  'text-utf8': 'It says that it is text, and its bytes are not.',
  'content-encoded': 'Its content is packed, and was not opened.',
  'content-empty': 'There is nothing in it.',
};

/** An issue as a sentence. One that is not in the table is of a newer worker than this page, and speaks for itself. */
export const issueSentence = ({ code, message }: Issue): string =>
  Object.hasOwn(ISSUE_SENTENCES, code) ? (ISSUE_SENTENCES[code] ?? message) : message;
