import type {
  AccountView,
  Client,
  NeighboursView,
  PublicationView,
  ReadingPlace,
  StatusView,
  Topic,
} from '#lib/client/client.ts';
import type { ClaimStanding, PostView } from '#lib/feed/post-view.ts';
import { capsOf } from '#lib/client/storage-caps.ts';
import { checkWritableName } from '#lib/protocols/handle-name.ts';
import { createFakeDevices } from './fake-devices.ts';
import { createFakeInvites } from './fake-invites.ts';
import { createFakeIdentities } from './fake-identities.ts';
import { createFakeKeys } from './fake-keys.ts';
import { createFakeOutside } from './fake-outside.ts';
import { createFakeWallet } from './fake-wallet.ts';
import type { Draft, PublicationState, StoredIntent } from '#lib/publish/publication.ts';
import { inARow } from '#lib/publish/thread.ts';
import type { FakeOptions } from './fake-options.ts';
import { fakeKept } from './fake-kept.ts';
import { fakeNotices } from './fake-notices.ts';
import { createFakeDrafts } from './fake-drafts.ts';
import { fakeDistrict, fakeLand } from './fake-land.ts';
import { publicationOf } from './fake-publication.ts';
import { fakeDirect, NOBODY_IN } from './fake-neighbours.ts';
import { requestsOf } from './fake-requests.ts';
import { threadOf } from './fake-thread.ts';
import { noDetails } from './fake-details.ts';
import { catchUpOf } from './fake-catch-up.ts';
import { pageOf } from './fake-timeline.ts';
import { NO_INSCRIPTIONS } from './no-inscriptions.ts';
import { author, hashOf, idOf, keyOf, placeAt, streetStory, TIP } from './fake-story.ts';

/** Turns of events that a test can bring about; each tells the screens as the real client does. */
export type FakeClient = Client & {
  readonly posts: PostView[];
  readonly unsent: Map<string, Draft>;
  /** A post that a source just gave. */
  arrive(...posts: PostView[]): void;
  /** Moves a publication on, with a sentence where a person should read one. */
  move(id: string, state: PublicationState, sentence?: string): void;
  change(status: Partial<StatusView>): void;
  /** Neighbours come, go, bring and take. */
  meet(neighbours: Partial<NeighboursView>): void;
  /** Every source and the host fall silent. */
  unplug(): void;
  /** They answer again. */
  plugIn(): void;
  /** What the next `publish` or `setSharing` does instead of saving. */
  refuse(reason: string): void;
};

export const ME: AccountView = {
  key: keyOf('me'),
  holders: [keyOf('me')],
  address: 'mhR7Nc2mE5jzXvVAk8u1fMtPpvwXzQ2Nab',
  handle: 'fen',
  balanceSats: 99_841_200,
};

/** An in-memory client that tells one small story. No chain, no store: screens cannot tell. */
export function createFakeClient(options: FakeOptions = {}): FakeClient {
  const now = options.now ?? Date.now();
  const posts = [...(options.posts ?? streetStory(now))];
  const publications: PublicationView[] = [];
  const { unsent, methods: draftMethods } = createFakeDrafts(now);
  const places = new Map<string, ReadingPlace>();
  const listeners = new Set<(topic: Topic) => void>();
  let account = 'account' in options ? options.account : ME;
  let caps = capsOf();
  let refusal: string | undefined;
  let written = 0;

  const config: StatusView['config'] = {
    build: 'a1b2c3d',
    network: 'devnet',
    sources: [{ name: 'devnet', kind: '1sat-stack', url: 'http://127.0.0.1/1sat' }],
    blocks: [{ name: 'devnet blocks', kind: 'esplora', url: 'http://127.0.0.1/esplora' }],
    lookups: [{ name: 'devnet', kind: '1sat-stack', chain: 'bsv', url: 'http://127.0.0.1/1sat' }],
    broadcasters: [{ name: 'devnet', kind: 'arc', url: 'http://127.0.0.1/' }],
    relays: (options.neighbours ?? NOBODY_IN).relays.map(({ address }) => address),
    stun: [],
    others: [],
    faucet: 'http://127.0.0.1/dev/faucet',
    satsPerKilobyte: 100,
    undoSeconds: 10,
  };
  let status: Omit<StatusView, 'outbox'> = {
    config,
    feed: {
      headerHeight: TIP,
      headerHash: hashOf(`block ${TIP}`),
      posts: posts.length,
      proven: posts.filter((each) => each.verdict.state === 'proven').length,
      refused: 0,
      sources: [
        { name: 'devnet', state: 'agrees', detail: '1sat-stack', lastAnswer: now - 4000, height: TIP },
        {
          name: 'second opinion',
          state: 'agrees',
          detail: '1sat-stack',
          lastAnswer: now - 9000,
          height: TIP,
        },
      ],
    },
    requests: [
      requestsOf('127.0.0.1:3100', 'posts', 41, 812_000),
      requestsOf('127.0.0.1:3100', 'headers', 38, 9_600),
      { ...requestsOf('second.example', 'headers', 12, 2_400), failed: 2 },
    ],
    storage: { usage: 14_200_000, quota: 2_100_000_000, persisted: true },
    serviceWorker: 'active',
    hostReachable: true,
  };

  const keeping = fakeKept(now, () => tell('feed'));
  const clearRequests = async (): Promise<void> => {
    status = { ...status, requests: [] };
    tell('status');
  };
  let neighbours = options.neighbours ?? NOBODY_IN;

  const tell = (topic: Topic): void => listeners.forEach((listener) => listener(topic));
  const keys = createFakeKeys(
    () => tell('account'),
    options.keys ?? (account === undefined ? { lock: 'absent' } : {}),
  );
  const wallet = createFakeWallet(
    () => account,
    () => tell('account'),
  );
  const identities = createFakeIdentities(
    options.identities ?? [
      {
        slot: '',
        isShown: true,
        hasCopy: false,
        waiting: 0,
        ...(account !== undefined && { key: account.key }),
      },
    ],
  );
  const outside = createFakeOutside(() => tell('account'), options.outside);
  const devices = createFakeDevices(() => tell('outbox'), options.devices, options.handed);
  const invites = createFakeInvites(() => tell('outbox'), options.invites, options.offer);
  const failIfRefused = (): void => {
    if (refusal === undefined) return;
    const reason = refusal;
    refusal = undefined;
    throw new Error(reason);
  };
  const standing = (holder: string | undefined, name: string): ClaimStanding => ({
    asOfHeight: TIP,
    sources: ['devnet', 'second opinion'],
    ...(holder === undefined
      ? {}
      : {
          first: {
            holder,
            claimant: holder,
            id: idOf(name),
            verdict: { state: 'proven', place: placeAt(TIP - 300, now) } as const,
          },
        }),
    rivals: [],
  });
  const replace = (id: string, next: (view: PublicationView) => PublicationView): void => {
    const at = publications.findIndex((view) => view.id === id);
    const view = publications[at];
    if (view !== undefined) publications[at] = next(view);
  };
  const estimate = (intent: StoredIntent): { bytes: number; sats: number } => {
    const text = 'text' in intent ? intent.text : '';
    const bytes = 260 + 2 * new TextEncoder().encode(text).length;
    return { bytes, sats: Math.ceil((bytes * config.satsPerKilobyte) / 1000) };
  };

  return {
    config,
    inscriptions: async () => options.inscriptions ?? NO_INSCRIPTIONS,
    networks: ['devnet', 'main', 'test'],
    close: () => listeners.clear(),
    posts,
    unsent,
    clearRequests,
    timeline: async (query) => pageOf(posts, query, keeping.rows()),
    search: async ({ text, limit }) => ({
      posts: posts.filter((post) => post.text.includes(text)).slice(0, limit),
    }),
    catchUp: async (query) => catchUpOf(posts, query, keeping.rows()),
    follows: async () => options.follows ?? [],
    suggestions: async () => [{ author: author('mira'), people: 3, posts: 7 }],
    nearness: async (key) => {
      const follows = keeping.rows().filter(({ kind }) => kind === 'follow');
      const steps = key === account?.key ? 0 : follows.some(({ id }) => id === key) ? 1 : undefined;
      return { following: follows.length, ...(steps !== undefined && { steps }) };
    },
    heldPosts: async (ids) => posts.filter(({ id }) => ids.includes(id)),
    ...keeping.client,
    activity: async () => options.activity ?? [],
    keepLastView: async () => undefined,
    readPlace: async (list) => places.get(list),
    keepPlace: async (list, place) => {
      if (place === undefined) places.delete(list);
      else places.set(list, place);
    },
    thread: async (id) => threadOf(posts, id),
    profile: async (who) => {
      const name = who.endsWith('.bitter') ? who.slice(0, -'.bitter'.length) : undefined;
      const key = name === undefined ? who : name === account?.handle ? account.key : keyOf(name);
      const own = posts.filter((each) => each.author.key === key);
      if (own.length === 0 && key !== account?.key) return undefined;
      const handle = key === account?.key ? account.handle : own[0]?.author.handle;
      const verdict = { state: 'proven', place: placeAt(TIP - 900, now) } as const;
      return {
        key,
        handles:
          handle === undefined
            ? []
            : [
                {
                  name: handle,
                  holder: key,
                  id: idOf(`claim of ${handle}`),
                  at: idOf(`claim of ${handle}`),
                  verdict,
                },
              ],
        districts: key === account?.key ? [1204, 9033, 14_001] : [],
        posts: own.length,
      };
    },
    profileDetails: async (key) => options.details ?? noDetails(posts, key),
    handleAvailability: async (name) => ({
      name,
      issues: checkWritableName(name),
      standing: standing(posts.some((each) => each.author.handle === name) ? keyOf(name) : undefined, name),
    }),
    district: async (height) =>
      fakeDistrict(height, standing(height === 1204 ? account?.key : undefined, `${height}.bitmap`), {
        own: account?.key ?? '',
        place: placeAt(height, now),
        posts: posts.slice(0, height === 1204 ? 2 : 0),
      }),
    btcBlock: async (height) => {
      const { block } = fakeDistrict(height, standing(undefined, `${height}.bitmap`), {
        own: '',
        place: placeAt(height, now),
        posts: [],
      });
      return block === undefined ? {} : { block: { ...block, rootChecked: false, workBits: 76 } };
    },
    wholeId: async () => undefined,
    followBlock: () => () => undefined,
    ...fakeLand(() => account?.key, TIP, now),
    media: async () => options.picture,
    exportProof: async (id) => {
      const post = posts.find((each) => each.id === id || each.txid === id);
      return post && { name: `nabo-post-${post.txid.slice(0, 8)}.json`, text: '{"format":"nabo-proof"}\n' };
    },
    checkFile: async (bytes) => {
      failIfRefused();
      return options.file?.(bytes) ?? { kind: 'problem', issue: { code: 'file-unknown', message: '' } };
    },
    status: async () => {
      const outbox = { draft: 0, queued: 0, sent: 0, seen: 0, 'in-block': 0, failed: 0 };
      for (const { publication } of publications) outbox[publication.state] += 1;
      return { ...status, outbox };
    },
    neighbours: async () => neighbours,
    holders: async (txid) => options.holders?.[txid] ?? 0,
    setSharing: async (on) => {
      failIfRefused();
      neighbours = { ...neighbours, sharing: on };
      tell('neighbours');
    },
    ...fakeDirect(failIfRefused, () => tell('neighbours')),
    account: async () => account,
    keys: async () => keys,
    identities: async () => identities,
    wallet: async () => wallet,
    notices: async () => options.notices ?? fakeNotices(),
    invites: async () => invites,
    links: async () => devices,
    outside: async () => outside,
    publications: async () => [...publications],
    publish: async (intent, then = []) => {
      failIfRefused();
      account ??= ME;
      const ids = [intent, ...then].map((_each, at) => `publication-${written + at + 1}`);
      const views = inARow(intent, then, ids).map((each) => {
        written += 1;
        return publicationOf(each, written, now, account ?? ME);
      });
      publications.unshift(...views.toReversed());
      tell('account');
      tell('outbox');
      const [view] = views;
      if (view === undefined) throw new Error('one intent has one view');
      return view;
    },
    retry: async (id) => {
      replace(id, ({ sentence: _sentence, ...view }) => ({
        ...view,
        publication: { ...view.publication, state: 'queued' },
      }));
      tell('outbox');
    },
    rawTransaction: async (id) => (publications.some((view) => view.id === id) ? '0100beef' : undefined),
    discard: async (id) => {
      const at = publications.findIndex((view) => view.id === id);
      const [view] = publications.splice(at, 1);
      const intent = view?.publication.intent;
      tell('outbox');
      if (intent?.kind !== 'post' && intent?.kind !== 'reply') return undefined;
      const place = intent.kind === 'reply' ? intent.to : 'new';
      unsent.set(place, intent);
      return place;
    },
    ...draftMethods,
    estimate: async (intent) => estimate(intent),
    caps: async () => caps,
    setCap: async (kind, chosen) => {
      caps = { ...caps, [kind]: { ...caps[kind], chosen } };
    },
    rate: async () => options.rate,
    takeShared: async () => undefined,
    updateApp: async () => undefined,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    arrive: (...newer) => {
      posts.unshift(...newer);
      tell('feed');
    },
    move: (id, state, sentence) => {
      replace(id, ({ sentence: _sentence, ...view }) => ({
        ...view,
        publication: {
          ...view.publication,
          state,
          ...(state === 'in-block' ? { place: placeAt(TIP + 1, now) } : {}),
          ...(state === 'failed'
            ? {
                failure: {
                  code: 'DOUBLE_SPEND_ATTEMPTED',
                  detail: 'input already spent',
                  broadcaster: 'devnet',
                },
              }
            : {}),
        },
        ...(sentence === undefined ? {} : { sentence }),
      }));
      tell('outbox');
    },
    change: (part) => {
      status = { ...status, ...part };
      tell('status');
    },
    meet: (part) => {
      neighbours = { ...neighbours, ...part };
      tell('neighbours');
    },
    unplug: () => {
      const sources = status.feed.sources.map((source) => ({ ...source, state: 'unreachable' as const }));
      status = { ...status, hostReachable: false, feed: { ...status.feed, sources } };
      tell('status');
    },
    plugIn: () => {
      const sources = status.feed.sources.map((source) => ({ ...source, state: 'agrees' as const }));
      status = { ...status, hostReachable: true, feed: { ...status.feed, sources } };
      tell('status');
    },
    refuse: (reason) => {
      refusal = reason;
    },
  };
}
