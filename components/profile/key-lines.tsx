import type { ProfileView } from '#lib/feed/post-view.ts';
import type { KeyView } from '#lib/feed/profile-details.ts';
import { authorLabel } from '../post/author-label.ts';
import { count, plural } from '../ui/format.ts';
import { Hash } from '../ui/hash.tsx';
import { Link } from '../ui/link.tsx';
import type { VerdictLine } from '../ui/verdict-list.tsx';

/** What is known of a key, each line with what it rests on: what is proven, what was signed, and what is only said. */
export function keyLines({ key, alias, posts }: ProfileView, details: KeyView): readonly VerdictLine[] {
  const { counted, proven, signatures, first, behind, followers, follows } = details;
  const ofNewest = counted < posts ? `of the newest ${count(counted)}` : `of ${count(counted)}`;
  const signed = signatures.sigma + signatures.aip;
  return [
    {
      key: 'hash',
      tone: 'plain',
      claim: 'The key itself',
      evidence: (
        <>
          <Hash of={key} /> This is the hash of the public key that signs. It is the name that nobody can
          take.
        </>
      ),
    },
    {
      key: 'proven',
      tone: counted > 0 && proven === counted ? 'yes' : 'wait',
      claim: `${plural(proven, 'post', 'posts')} proven, ${ofNewest}`,
      evidence: 'Each has a Merkle path to a header whose work this device checked.',
    },
    {
      key: 'signed',
      tone: signed > 0 ? 'yes' : 'plain',
      claim: `${plural(signed, 'post', 'posts')} signed in its own right`,
      evidence: `${count(signatures.sigma)} by SIGMA, ${count(signatures.aip)} by AIP. ${count(signatures.input)} more name the key by the coin that they spend.`,
    },
    ...(first === undefined
      ? []
      : [
          {
            key: 'first',
            tone: first.verdict.state === 'proven' ? 'yes' : 'wait',
            claim: <Link to={{ screen: 'post', id: first.id }}>The first post that is held</Link>,
            evidence:
              first.verdict.state === 'proven'
                ? `In block ${count(first.verdict.place.height)}. There may be older ones that are not on this device.`
                : 'Its block was not checked.',
          } as const,
        ]),
    ...behind.map((holder): VerdictLine => ({
      key: `behind ${holder.key ?? ''}`,
      tone: 'yes',
      claim: (
        <>
          Speaks for <Link to={{ screen: 'profile', who: holder.key ?? '' }}>{authorLabel(holder)}</Link>
        </>
      ),
      evidence: 'That key said so itself, by a BAP identity that names this one.',
    })),
    ...(alias === undefined
      ? []
      : [
          {
            key: 'alias',
            tone: 'plain',
            claim: alias.name === undefined ? 'Says of itself' : `Calls itself ${alias.name}`,
            evidence: 'Signed by the key; nobody vouches for it.',
          } as const,
        ]),
    {
      key: 'follows',
      tone: 'plain',
      claim: `${plural(followers, 'follower', 'followers')}, follows ${count(follows)}`,
      evidence: 'By records that are public and held here. Most people follow in private.',
    },
  ];
}
