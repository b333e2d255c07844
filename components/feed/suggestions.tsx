import { t } from '#lib/language/t.ts';
import { FollowButton } from '../profile/follow-button.tsx';
import { authorLabel } from '../post/author-label.ts';
import { Avatar } from '../ui/avatar.tsx';
import { plural } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { useSuggestions } from '../use-answers.ts';
import styles from './suggestions.module.css';

/** Some people to follow, each with why, for whoever follows nobody. */
export function Suggestions() {
  const { data } = useSuggestions();
  if (data == null || data.length === 0) return null;
  return (
    <section className={styles.suggestions} aria-labelledby="suggestions">
      <h2 id="suggestions">{t('People whom others listen to')}</h2>
      <ul>
        {data.map(({ author, people, posts }) => (
          <li key={author.key}>
            <Link to={{ screen: 'profile', who: author.key ?? '' }} className={styles.person}>
              <Avatar of={author.key} />
              <span>
                <b>
                  <bdi>{authorLabel(author)}</bdi>
                </b>
                <small>
                  {t('{people} answered, liked or reposted their {posts}', {
                    people: plural(people, 'person', 'people'),
                    posts: plural(posts, 'post', 'posts'),
                  })}
                </small>
              </span>
            </Link>
            <FollowButton of={author.key ?? ''} look="plain" />
          </li>
        ))}
      </ul>
      <p>
        {t(
          'Counted on this device, over its newest 5,000 posts, each person once. Nobody is paid to be here, and nobody learns whom you follow.',
        )}
      </p>
    </section>
  );
}
