'use client';

import { useDeferredValue, useId, useMemo, useRef, useState } from 'react';
import type { DraftFile } from '#lib/client/inscriptions.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { CostLines } from '../compose/cost-lines.tsx';
import { shownCosts } from '../shown-costs.ts';
import { useEstimate } from '../use-estimate.ts';
import type { Intent, StoredIntent } from '#lib/publish/publication.ts';
import type { PictureSize } from '../compose/prepare-picture.ts';
import { ContentView } from '../media/content-view.tsx';
import { Screen } from '../shell/screen.tsx';
import { useStatus } from '../use-answers.ts';
import { Button } from '../ui/button.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { once } from '../ui/once.ts';
import { PictureSource, SiteSource } from './files-source.tsx';
import { MadeList } from './made-list.tsx';
import { intentsOf, MOST_FILES, toEstimate } from './making.ts';
import { pathsOf, readPicture, readSiteFile } from './read-file.ts';
import { useParcel, type Parcel } from './use-parcel.ts';
import { usePreview } from './use-preview.ts';
import { WordsSource } from './words-source.tsx';
import styles from './make.module.css';

const KINDS = ['words', 'page', 'picture', 'site'] as const;
type Kind = (typeof KINDS)[number];

const NAMES = once((): Readonly<Record<Kind, string>> => ({
  words: t('Words'),
  page: t('Web page'),
  picture: t('Picture'),
  site: t('Site'),
}));

const PLAIN = /^\s*$|^[^\n]{0,200}\.(?:bitter|bitmap)\s*$|^\s*[[{]/;

/** Words as a file. What could be taken for a claim travels as Markdown, as it does in a post. */
const wordsFile = (text: string, isMarkdown: boolean): DraftFile => ({
  body: new TextEncoder().encode(text),
  contentType: `text/${isMarkdown || PLAIN.test(text) ? 'markdown' : 'plain'};charset=utf-8`,
});

const pageFile = (text: string): DraftFile => ({
  body: new TextEncoder().encode(text),
  contentType: 'text/html;charset=utf-8',
});

/** A picture as a child of a parcel that the reader holds. */
function adornmentOf(file: DraftFile | undefined, parcel: Parcel | undefined): Intent | undefined {
  if (file === undefined || parcel?.own === undefined) return undefined;
  const { body, contentType } = file;
  const { id, at } = parcel.own;
  return { kind: 'adorn', what: parcel.name, parent: id, from: at, body, contentType };
}

function estimateOf(
  files: readonly DraftFile[],
  name: string,
  parcel: Parcel | undefined,
): readonly StoredIntent[] {
  const adorned = adornmentOf(files[0], parcel);
  if (adorned !== undefined) return [adorned];
  return files.length === 0 ? [] : toEstimate(intentsOf(files, name));
}

/** Inscribes what is no post: it is shown first as readers will see it, then what it costs, then it goes its way. */
export function MakeScreen() {
  return (
    <Screen title={t('Make')} position="make" ready withBack>
      <Workbench />
      <MadeList />
    </Screen>
  );
}

function Workbench() {
  const parcel = useParcel();
  const client = useClient();
  const { data: status } = useStatus();
  const nameId = useId();
  const [chosen, setKind] = useState<Kind>('words');
  const kind = parcel === undefined ? chosen : 'picture';
  const [text, setText] = useState('');
  const [isMarkdown, setIsMarkdown] = useState(false);
  const [size, setSize] = useState<PictureSize>('medium');
  const [source, setSource] = useState<File>();
  const [picture, setPicture] = useState<DraftFile>();
  const [site, setSite] = useState<readonly DraftFile[]>([]);
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [troubles, setTroubles] = useState<readonly string[]>([]);
  const latest = useRef(0);

  const files = useMemo((): readonly DraftFile[] => {
    if (kind === 'picture') return picture === undefined ? [] : [picture];
    if (kind === 'site') return site;
    if (text.trim() === '') return [];
    return [kind === 'page' ? pageFile(text) : wordsFile(text, isMarkdown)];
  }, [kind, picture, site, text, isMarkdown]);
  const shownFiles = useDeferredValue(files);
  const shownName = useDeferredValue(name);
  const { view, trouble } = usePreview(shownFiles);
  const estimated = useMemo(
    () => estimateOf(shownFiles, shownName, parcel),
    // A parcel is another object each time, and says the same.
    // oxlint-disable-next-line react/exhaustive-deps
    [shownFiles, shownName, parcel?.own?.at],
  );
  const estimate = useEstimate(estimated);
  const lacksIndex = kind === 'site' && !site.some(({ path }) => path === 'index.html');
  const isReady =
    client !== undefined &&
    !busy &&
    files.length > 0 &&
    !lacksIndex &&
    (parcel === undefined || parcel.own !== undefined) &&
    trouble === undefined &&
    files === shownFiles &&
    // Files can be dear: none goes before its cost was said.
    estimate?.of === estimated;

  // What was read for an earlier choice is not shown for a later one.
  const working = async (work: (isLatest: () => boolean) => Promise<void>): Promise<void> => {
    latest.current += 1;
    const turn = latest.current;
    setBusy(true);
    setTroubles([]);
    try {
      await work(() => turn === latest.current);
    } catch (error) {
      if (turn === latest.current)
        setTroubles([error instanceof Error ? error.message : t('It could not be opened.')]);
    } finally {
      if (turn === latest.current) setBusy(false);
    }
  };
  const take = (file: File, wanted: PictureSize): void => {
    setSource(file);
    setSize(wanted);
    void working(async (isLatest) => {
      const made = await readPicture(file, wanted);
      if (isLatest()) setPicture(made);
    });
  };
  const takeFiles = (given: readonly File[]): void =>
    void working(async (isLatest) => {
      const next = new Map(site.map((file) => [file.path ?? '', file]));
      const refused: string[] = [];
      for (const { file, path } of pathsOf(given)) {
        if (!next.has(path) && next.size >= MOST_FILES) {
          refused.push(t('{path} is one too many: a site has up to 15 files here.', { path }));
          continue;
        }
        try {
          next.set(path, await readSiteFile(file, path));
        } catch (error) {
          refused.push(error instanceof Error ? error.message : path);
        }
      }
      if (!isLatest()) return;
      setSite([...next.values()].toSorted((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1)));
      setTroubles(refused);
    });
  const turnTo = (next: Kind): void => {
    setKind(next);
    setTroubles([]);
  };
  const inscribe = (): void =>
    void working(async () => {
      const adorned = adornmentOf(files[0], parcel);
      if (adorned !== undefined) await client?.publish(adorned, [], shownCosts(estimate));
      else {
        const [intent, then] = intentsOf(files, name);
        await client?.publish(intent, then, shownCosts(estimate, 1 + then.length));
      }
      setText('');
      setPicture(undefined);
      setSource(undefined);
      setSite([]);
      setName('');
    });

  return (
    <form
      className={styles.bench}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) inscribe();
      }}
    >
      {parcel !== undefined && (
        <p className={styles.small}>
          {parcel.own === undefined && parcel.isKnown
            ? t('{name} is not yours, so nothing can be put on it.', { name: parcel.name })
            : t(
                'A picture for {name}. The parcel is spent first and comes back to you first, which makes the picture its child.',
                { name: parcel.name },
              )}
        </p>
      )}
      {parcel === undefined && (
        <fieldset className={styles.kinds}>
          <legend>{t('What is it?')}</legend>
          {KINDS.map((each) => (
            <label key={each}>
              <input type="radio" name="kind" checked={each === kind} onChange={() => turnTo(each)} />
              <span>{NAMES()[each]}</span>
            </label>
          ))}
        </fieldset>
      )}
      {(kind === 'words' || kind === 'page') && (
        <WordsSource
          kind={kind}
          text={text}
          onText={setText}
          isMarkdown={isMarkdown}
          onMarkdown={setIsMarkdown}
        />
      )}
      {kind === 'picture' && (
        <PictureSource
          size={size}
          hasFile={source !== undefined}
          onFile={(file) => take(file, size)}
          onSize={(wanted) => (source === undefined ? setSize(wanted) : take(source, wanted))}
        />
      )}
      {kind === 'site' && (
        <SiteSource
          files={site}
          onFiles={takeFiles}
          onRemove={(path) => setSite(site.filter((file) => file.path !== path))}
        />
      )}
      <div className={styles.field}>
        <label htmlFor={nameId}>{t('What it is called, if you like')}</label>
        <input
          id={nameId}
          value={name}
          maxLength={100}
          dir="auto"
          onChange={({ target }) => setName(target.value)}
        />
      </div>
      <output className={styles.said}>
        {busy && <span className={styles.small}>{t('One moment')}</span>}
        {[...troubles, ...(trouble === undefined ? [] : [trouble])].map((each) => (
          <span key={each} className={styles.trouble}>
            {each}
          </span>
        ))}
      </output>
      {view?.content !== undefined && files.length > 0 && (
        <section aria-labelledby="preview">
          <PartTitle id="preview">{t('As readers will see it')}</PartTitle>
          <ContentView key={view.id} content={view.content} id={view.id} />
        </section>
      )}
      <footer className={styles.foot}>
        <CostLines kind="inscribe" estimate={estimate} waits={status?.hostReachable === false} />
        <Button type="submit" look="main" disabled={!isReady}>
          {t('Inscribe')}
        </Button>
      </footer>
    </form>
  );
}
