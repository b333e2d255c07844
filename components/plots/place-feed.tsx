import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useComposer } from '../compose/composer-provider.tsx';
import { useKept } from '../kept.tsx';
import { PostCard } from '../post/post-card.tsx';
import { whyNot } from '../post/post-filter.ts';
import { usePublications } from '../use-answers.ts';
import { Button } from '../ui/button.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './place-feed.module.css';

/** What was said in a district: the posts that answer its claim, and one's own on their way there. */
export function PlaceFeed({ district }: { readonly district: DistrictView }) {
  const { height, claim, plot } = district;
  const { data: publications } = usePublications();
  const { open } = useComposer();
  const kept = useKept();
  const { first } = claim;
  if (first === undefined)
    return (
      <section className={styles.place}>
        <PartTitle>{t('Said here')}</PartTitle>
        <p className={styles.quiet}>{t('Posts can be left here once somebody has claimed it.')}</p>
      </section>
    );
  const posts = plot.posts.filter((post) => whyNot(post, kept) === undefined);
  const here = new Set(posts.map(({ id }) => id));
  const coming = (publications ?? []).filter(
    ({ answers, post }) => answers === first.id && !(post?.id !== undefined && here.has(post.id)),
  );
  return (
    <section className={styles.place} aria-label={t('Said in {height}.bitmap', { height })}>
      <PartTitle {...(posts.length > 0 && { note: count(posts.length) })}>{t('Said here')}</PartTitle>
      <Button wide onClick={() => open({ outpoint: first.id, name: `${height}.bitmap`, district: height })}>
        <Icon name="pen" small />
        {t(' Post here')}
      </Button>
      {coming.map((own) => own.post && <PostCard key={own.id} post={own.post} own={own} inThread />)}
      {posts.map((post) => (
        <PostCard key={post.id} post={post} inThread />
      ))}
      {posts.length + coming.length === 0 && (
        <p className={styles.quiet}>{t('Nobody has said anything yet.')}</p>
      )}
    </section>
  );
}
