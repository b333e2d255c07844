import type { PublicationView } from '#lib/client/client.ts';
import type { DraftFile } from '#lib/client/inscriptions.ts';
import type { Following, Intent, StoredIntent } from '#lib/publish/publication.ts';

/** Most files of a site: as many as go with their directory in one chain of transactions. */
export const MOST_FILES = 15;

/** What files are to the outbox: the first, and what goes on with it. Files with paths end in a directory. */
export function intentsOf(
  files: readonly DraftFile[],
  name: string,
): readonly [Intent, readonly Following[]] {
  const [first, ...others] = files;
  if (first === undefined) throw new RangeError('nothing to inscribe');
  const named = name.trim() === '' ? {} : { name: name.trim() };
  const isSite = first.path !== undefined;
  const fileOf = ({ path, body, contentType }: DraftFile) => ({
    body,
    contentType,
    ...(path === undefined ? named : { name: path.slice(-100) }),
  });
  const directory = files.flatMap(({ path }, part) => (path === undefined ? [] : [{ path, part }]));
  return [
    { kind: 'inscribe', ...fileOf(first) },
    [
      ...others.map((file) => ({ kind: 'next-file', ...fileOf(file) }) as const),
      ...(isSite ? [{ kind: 'site', files: directory, ...named } as const] : []),
    ],
  ];
}

/** The same as a list, for what it costs. */
export const toEstimate = ([intent, then]: ReturnType<typeof intentsOf>): readonly StoredIntent[] => [
  intent,
  ...then.map((each): StoredIntent => {
    if (each.kind === undefined) return { ...each, kind: 'continue', after: '' };
    if (each.kind === 'next-file') return { ...each, after: '' };
    return { ...each, after: '', files: each.files.map(({ path }) => ({ path, of: '' })) };
  }),
];

/** Something that was made here: one inscription, or a site with all that it consists of, its directory last. */
export type Work = {
  readonly id: string;
  readonly name?: string;
  readonly parts: readonly PublicationView[];
  /** What it is opened by: the directory of a site. */
  readonly main: PublicationView;
  /** Which output of its transaction that is. */
  readonly output: 0 | 1;
};

/** The works among one's own publications, newest first. */
export function worksOf(publications: readonly PublicationView[]): readonly Work[] {
  const byId = new Map(publications.map((view) => [view.id, view]));
  const inSites = new Set(
    publications.flatMap(({ publication: { intent } }) =>
      intent.kind === 'site' ? intent.files.map(({ of }) => of) : [],
    ),
  );
  return publications.flatMap((main): readonly Work[] => {
    const { id, publication } = main;
    const { intent } = publication;
    if (intent.kind === 'adorn') return [{ id, name: intent.what, parts: [main], main, output: 1 }];
    if (intent.kind !== 'site' && (intent.kind !== 'inscribe' || inSites.has(id))) return [];
    const files = intent.kind === 'site' ? intent.files.flatMap(({ of }) => byId.get(of) ?? []) : [];
    return [
      {
        id,
        parts: [...files, main],
        main,
        output: 0,
        ...(intent.name !== undefined && { name: intent.name }),
      },
    ];
  });
}

/** Whether somebody other than the broadcaster showed it, or a block has it. */
export const isOut = ({ publication: { state } }: PublicationView): boolean =>
  state === 'seen' || state === 'in-block';
