import { toOutpoint } from '#lib/bytes/brand.ts';
import type { Client } from '#lib/client/client.ts';
import type { Draft, PostPicture } from '#lib/publish/publication.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useComposer, type Opening } from '../compose/composer-provider.tsx';
import { placeOf } from '../compose/draft-place.ts';
import { useAccount } from '../use-answers.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './post-menu-dialog.module.css';
import type { ShownPost } from './shown-post.ts';

type Props = { readonly post: ShownPost; readonly onDone: () => void };

/** Writes a post of one's own anew: another post, shown as its new version. Nothing on the chain is taken back. */
export function EditIt({ post, onDone }: Props) {
  const client = useClient();
  const composer = useComposer();
  const { data: account } = useAccount();
  const { id, author, replyTo } = post;
  if (client === undefined || id === undefined || account == null || author.key !== account.key) return null;
  const edit = async (): Promise<void> => {
    onDone();
    const answered = replyTo && (replyTo.id ?? toOutpoint(replyTo.txid, 0));
    const opening: Opening = {
      replaces: id,
      ...(answered !== undefined && { replyTo: { outpoint: answered } }),
    };
    // Words of a version that was begun before go on.
    const begun = await client.loadDraft(placeOf(opening)).catch(() => undefined);
    composer.openWith(
      begun === undefined || begun.text === '' ? { ...opening, begin: await draftOf(post, client) } : opening,
    );
  };
  return (
    <button type="button" className={styles.why} onClick={() => void edit()}>
      <Icon name="pen" />
      <span>
        {t('Write it anew')}
        <small>{t('A new version, shown as one. Everybody can still read this one.')}</small>
      </span>
    </button>
  );
}

/** Pictures that a composer can take over as they are. */
const TYPES: readonly string[] = ['image/webp', 'image/jpeg', 'image/png'];

const isTaken = (type: string): type is PostPicture['contentType'] => TYPES.includes(type);

async function draftOf({ text, media }: ShownPost, client: Client): Promise<Draft> {
  if (media === undefined || !isTaken(media.contentType)) return { text };
  const body = await client.media(media.id).catch(() => undefined);
  return body === undefined
    ? { text }
    : { text, picture: { body, contentType: media.contentType, alt: media.alt ?? '' } };
}
