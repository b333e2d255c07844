'use client';

import type { ReactNode } from 'react';
import type { OpenInscription } from '#lib/client/inscriptions.ts';
import type { InscriptionView, TreeView as TreeOrIssue } from '#lib/media/inscription-view.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { issueSentence } from '../post/issue-sentences.ts';
import { Facts, type Fact } from '../ui/facts.tsx';
import { byteSize, count, plural } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { BlockListCard } from './block-list-card.tsx';
import { ContentView } from './content-view.tsx';
import styles from './inscription-details.module.css';
import { Journey } from './journey.tsx';
import { kindWord } from './kind-words.ts';
import { ScriptView } from './script-view.tsx';
import { TreeView } from './tree-view.tsx';

const CHAINS = { bsv: 'BSV', btc: 'BTC' } as const;

/** An inscription: what it shows, then all that lies on the chain around it. */
export function InscriptionDetails({ open }: { readonly open: OpenInscription }) {
  const { view } = open;
  const { content, closed } = view;
  return (
    <article className={styles.details} data-id={view.id} data-kind={view.kind} data-sha256={content?.sha256}>
      <h2>
        {kindWord(view)}
        <small>{CHAINS[view.chain]}</small>
      </h2>
      {content !== undefined && <ContentView content={content} id={view.id} />}
      {content?.shownAs === 'json' && <BlockListCard content={content} />}
      {closed !== undefined && (
        <p className={styles.closed}>
          {t('Packed, and not opened: {message}.', { message: closed.message })}
        </p>
      )}
      {content === undefined && closed === undefined && <Empty view={view} />}
      <InscriptionRows view={view} />
    </article>
  );
}

/** All that lies on the chain around what an inscription shows. */
export function InscriptionRows({ view }: { readonly view: InscriptionView }) {
  const { metadata, properties, map, script } = view;
  return (
    <>
      {view.issues.length > 0 && (
        <p className={styles.odd}>
          {t('Odd, and read all the same: {join}', {
            join: [...new Set(view.issues.map(issueSentence))].join(' '),
          })}
        </p>
      )}
      <Facts facts={factsOf(view)} />
      <Family view={view} />
      <Journey view={view} />
      {metadata !== undefined && <Part title={t('Metadata')}>{treeOrIssue(metadata)}</Part>}
      {properties !== undefined && <Part title={t('Properties')}>{treeOrIssue(properties)}</Part>}
      {map.length > 0 && (
        <Part title={t('MAP')} isOpen>
          <Facts facts={map.map(({ key, value }) => ({ label: key, value: <bdi>{value}</bdi> }))} />
        </Part>
      )}
      <Part title={t('Script, operation by operation')}>
        <ScriptView script={script} />
      </Part>
    </>
  );
}

function Empty({ view: { delegate } }: { readonly view: InscriptionView }) {
  return (
    <p className={styles.closed}>
      {delegate === undefined
        ? t('It carries no content of its own.')
        : t('It shows what another inscription holds, which is not on this device. Open that one first.')}
    </p>
  );
}

function factsOf(view: InscriptionView): readonly Fact[] {
  const { content, bodyBytes, txBytes, place, contentEncoding, curse, metaprotocol, pointer, owner } = view;
  const { collection, declaredType } = view;
  const facts: (Fact | undefined)[] = [
    fact(t('Declared type'), declaredType),
    content !== undefined && content.contentType !== '' && content.contentType !== declaredType
      ? { label: t('Shown as'), value: content.contentType }
      : undefined,
    fact(t('File name'), content?.filename),
    content?.picture && {
      label: t('Size'),
      value: t('{width} × {height} pixels', {
        width: count(content.picture.width),
        height: count(content.picture.height),
      }),
    },
    content?.picture !== undefined && content.picture.passes > 1
      ? {
          label: content.picture.format === 'jpeg' ? t('Scans') : t('Frames'),
          value: count(content.picture.passes),
        }
      : undefined,
    bodyBytes === undefined ? undefined : { label: t('Content'), value: byteSize(bodyBytes) },
    contentEncoding === undefined
      ? undefined
      : {
          label: t('Packed by'),
          value: `${contentEncoding}${content === undefined ? '' : t(', opens to {body}', { body: byteSize(content.body.length) })}`,
        },
    { label: t('Transaction'), value: byteSize(txBytes) },
    'vout' in place
      ? {
          label: t('Lies in'),
          value: t('output {vout}, on {satoshis}', {
            vout: place.vout,
            satoshis: plural(place.sats, 'satoshi', 'satoshis'),
          }),
        }
      : {
          label: t('Lies in'),
          value: t('input {input}, envelope {offset}', { input: place.input, offset: place.offset }),
        },
    owner === undefined
      ? undefined
      : {
          label: t('Given to'),
          value: <Link to={{ screen: 'profile', who: owner }}>{owner.slice(0, 8)}</Link>,
        },
    fact(t('Metaprotocol'), metaprotocol),
    pointer === undefined ? undefined : { label: t('On satoshi'), value: count(pointer) },
    curse === undefined ? undefined : { label: t('Cursed by'), value: curse.replaceAll('-', ' ') },
    fact(t('Collection'), collection?.name),
    content && { label: t('Hash of content'), value: <code className={styles.hash}>{content.sha256}</code> },
  ];
  return facts.filter((each) => each !== undefined);
}

const fact = (label: string, value: string | undefined): Fact | undefined =>
  value === undefined ? undefined : { label, value: <bdi>{value}</bdi> };

const STANDINGS = once(
  () =>
    ({
      revealed: t('inscribed in the same transaction'),
      spent: t('was spent for it'),
      refused: t('was not spent for it, so it does not count'),
      unknown: t('a claim, which was not checked here'),
    }) as const,
);

/** Inscriptions that this one names, or that name it. */
function Family({ view }: { readonly view: InscriptionView }) {
  const { parents, children, delegate, collection, siblings, moreSiblings } = view;
  const rows: {
    readonly key: string;
    readonly label: string;
    readonly id: string;
    readonly note?: string;
  }[] = [
    ...parents.map(({ id, standing }) => ({
      key: `p${id}`,
      label: t('Parent'),
      id,
      note: STANDINGS()[standing],
    })),
    ...children.map((id) => ({ key: `c${id}`, label: t('Child'), id, note: t('in the same transaction') })),
    ...(delegate === undefined ? [] : [{ key: 'd', label: t('Stands for'), id: delegate.id }]),
    ...(collection?.id === undefined ? [] : [{ key: 'o', label: t('Collection'), id: collection.id }]),
    ...siblings.map(({ id, contentType = t('no type'), bytes }) => ({
      key: `s${id}`,
      label: t('Beside it'),
      id,
      note: `${contentType}, ${byteSize(bytes)}`,
    })),
  ];
  if (rows.length === 0) return null;
  return (
    <Part title={t('Related, {rows}', { rows: count(rows.length + moreSiblings) })} isOpen={rows.length <= 8}>
      <ul className={styles.family}>
        {rows.map(({ key, label, id, note }) => (
          <li key={key}>
            <span>{label}</span>
            <Link to={{ screen: 'inscription', id }}>{shortId(id)}</Link>
            {note !== undefined && <small>{note}</small>}
          </li>
        ))}
      </ul>
      {moreSiblings > 0 && (
        <p className={styles.odd}>
          {t('And {moreSiblings} more in this transaction.', { moreSiblings: count(moreSiblings) })}
        </p>
      )}
    </Part>
  );
}

/** Both ends of an id: its end says which of a transaction's it is. */
const shortId = (id: string): string => (id.length <= 20 ? id : `${id.slice(0, 8)} … ${id.slice(60)}`);

function Part({
  title,
  isOpen = false,
  children,
}: {
  readonly title: string;
  readonly isOpen?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <details className={styles.part} open={isOpen}>
      <summary>
        <h3>{title}</h3>
      </summary>
      {children}
    </details>
  );
}

const treeOrIssue = (given: TreeOrIssue): ReactNode =>
  given.ok ? (
    <TreeView tree={given.tree} />
  ) : (
    <p>{t('It could not be read: {message}.', { message: given.issue.message })}</p>
  );
