import type { ProfileView } from '#lib/feed/post-view.ts';
import type { KeyView } from '#lib/feed/profile-details.ts';
import { t } from '#lib/language/t.ts';
import { authorLabel } from '../post/author-label.ts';
import { count, plural } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import { Link } from '../ui/link.tsx';
import type { VerdictLine } from '../ui/verdict-list.tsx';
import { rich } from '../ui/rich.ts';

/** What is known of a key, each line with what it rests on: what is proven, what was signed, and what is only said. */
export function keyLines({ key, alias, posts }: ProfileView, details: KeyView): readonly VerdictLine[] {
  const { counted, proven, signatures, first, behind, beside, followers, follows } = details;
  const ofNewest =
    counted < posts
      ? t('of the newest {counted}', { counted: count(counted) })
      : t('of {counted}', { counted: count(counted) });
  const signed = signatures.sigma + signatures.aip;
  return [
    {
      key: 'hash',
      tone: 'plain',
      claim: t('The key itself'),
      evidence: (
        <>
          {rich(
            '{hash} This is the hash of the public key that signs. It is the name that nobody can take.',
            { hash: <Hash of={key} /> },
          )}
        </>
      ),
    },
    {
      key: 'proven',
      tone: counted > 0 && proven === counted ? 'yes' : 'wait',
      claim: t('{posts} proven, {ofNewest}', { posts: plural(proven, 'post', 'posts'), ofNewest }),
      evidence: t('Each has a Merkle path to a header whose work this device checked.'),
    },
    {
      key: 'signed',
      tone: signed > 0 ? 'yes' : 'plain',
      claim: t('{posts} signed in its own right', { posts: plural(signed, 'post', 'posts') }),
      evidence: t('{sigma} by SIGMA, {aip} by AIP. {input} more name the key by the coin that they spend.', {
        sigma: count(signatures.sigma),
        aip: count(signatures.aip),
        input: count(signatures.input),
      }),
    },
    ...(first === undefined
      ? []
      : [
          {
            key: 'first',
            tone: first.verdict.state === 'proven' ? 'yes' : 'wait',
            claim: <Link to={{ screen: 'post', id: first.id }}>{t('The first post that is held')}</Link>,
            evidence:
              first.verdict.state === 'proven'
                ? t('In block {height}. There may be older ones that are not on this device.', {
                    height: count(first.verdict.place.height),
                  })
                : t('Its block was not checked.'),
          } as const,
        ]),
    ...behind.map((holder): VerdictLine => ({
      key: t('behind {key}', { key: holder.key ?? '' }),
      tone: 'yes',
      claim: (
        <>
          {rich('Speaks for {authorLabel}', {
            authorLabel: <Link to={{ screen: 'profile', who: holder.key ?? '' }}>{authorLabel(holder)}</Link>,
          })}
        </>
      ),
      evidence: t('That key said so itself, by a BAP identity that names this one.'),
    })),
    ...beside.map((other): VerdictLine => ({
      key: `beside ${other.key ?? ''}`,
      tone: 'plain',
      claim: (
        <>
          {rich('Beside {authorLabel}', {
            authorLabel: <Link to={{ screen: 'profile', who: other.key ?? '' }}>{authorLabel(other)}</Link>,
          })}
        </>
      ),
      evidence: t('Another key that speaks for the same one, as that of another device does.'),
    })),
    ...(alias === undefined
      ? []
      : [
          {
            key: 'alias',
            tone: 'plain',
            claim:
              alias.name === undefined ? t('Says of itself') : t('Calls itself {name}', { name: alias.name }),
            evidence: t('Signed by the key; nobody vouches for it.'),
          } as const,
        ]),
    {
      key: 'follows',
      tone: 'plain',
      claim: t('{followers}, follows {follows}', {
        followers: plural(followers, 'follower', 'followers'),
        follows: count(follows),
      }),
      evidence: t('By records that are public and held here. Most people follow in private.'),
    },
  ];
}
