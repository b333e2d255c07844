import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { encodeEnvelope } from '#lib/envelopes/index.ts';
import { writeArchive, type ArchiveFolder } from '#tests/support/archive-folder.ts';
import { startFront, type Front } from '#tests/support/front.ts';
import { SOFTWARE_WEBGL } from '#tests/support/chromium.ts';
import { asGlb, leakyPyramid, texturedPyramid } from '#tests/support/models.ts';
import { plainPng } from '#tests/support/plain-png.ts';
import { readPng } from '#tests/support/read-png.ts';
import { txWithOutputs } from '#tests/support/tx-with.ts';
import { hostilePayloads } from '#tests/support/hostile-payloads.ts';
import { hostilePlaces } from '#tests/support/hostile-places.ts';
import { startLeakServer, type LeakServer } from '#tests/support/leak-server.ts';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { arrive, type Person } from '#tests/support/person.ts';
import { hasSharedFixtures, sharedBytes } from '#tests/support/shared-fixtures.ts';

let leak: LeakServer;
let archive: ArchiveFolder;
let nabo: Nabo;
let places: ReturnType<typeof hostilePlaces>;
/** A model, and one that asks somebody for its picture. They come last in the archive. */
let models: readonly Uint8Array[];

const inscribed = (body: Uint8Array): Uint8Array =>
  txWithOutputs({
    script: concatBytes([
      encodeEnvelope({ contentType: 'model/gltf-binary', body }),
      p2pkhScript(new Uint8Array(20).fill(7)),
    ]),
  });

/** Naughty strings of others, where they lie beside the project. */
function foreignStrings(): readonly string[] {
  if (!hasSharedFixtures) return [];
  const json = (path: string): unknown => JSON.parse(new TextDecoder().decode(sharedBytes(path)));
  const hostile = json('security/hostile.json') as Record<
    'names' | 'urls' | 'content_types' | 'json',
    string[]
  >;
  const { names, urls, content_types: types, json: texts } = hostile;
  return [...(json('security/blns/blns.json') as string[]), ...names, ...urls, ...types, ...texts];
}

beforeAll(async () => {
  leak = await startLeakServer();
  places = hostilePlaces([...new Set([...hostilePayloads(leak.url), ...foreignStrings()])]);
  const of = (chain: 'bsv' | 'btc') =>
    places.filter((place) => place.chain === chain).flatMap(({ txs }) => txs);
  models = [
    inscribed(asGlb(texturedPyramid(plainPng(4, [40, 160, 60])))),
    inscribed(asGlb(leakyPyramid(leak.url))),
  ];
  archive = await writeArchive({ bsv: [...of('bsv'), ...models], btc: of('btc') });
  nabo = await startNabo({ archive: archive.path });
});

afterAll(async () => {
  await nabo?.[Symbol.asyncDispose]();
  await archive?.[Symbol.asyncDispose]();
  await leak?.[Symbol.asyncDispose]();
});

type Noticed = { readonly ran: readonly number[]; readonly violations: readonly string[] };

/** Runs in every document before anything else: hears of scripts that run, and of rules of the policy that were needed. */
function notice(): void {
  const noticed = { ran: [] as number[], violations: [] as string[] };
  Object.assign(globalThis, {
    __noticed: noticed,
    __ran: (number: number) => noticed.ran.push(number),
    alert: () => noticed.ran.push(-1),
    confirm: () => noticed.ran.push(-2),
    prompt: () => noticed.ran.push(-3),
  });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    noticed.violations.push(`${violatedDirective} ${blockedURI}`),
  );
}

const noticed = ({ page }: Person): Promise<Noticed> =>
  page.evaluate(() => (globalThis as unknown as { __noticed: Noticed }).__noticed);

/** Runs in the page: opens whatever is folded. */
const unfold = (): void => {
  for (const details of document.querySelectorAll('main details'))
    (details as HTMLDetailsElement).open = true;
};

describe('words of strangers', () => {
  test('stay words in every place where they are shown, and ask nobody', { timeout: 180_000 }, async () => {
    await using fern = await arrive(nabo.url);
    const { page } = fern;
    await fern.profile.addInitScript(notice);
    // Only posts near the screen are in the page, and this one and what is beyond it have room for all. A row comes with each
    // frame, and frames of a screen so high are slow.
    await page.setViewportSize({ width: 1280, height: 8_000 });
    await fern.visit();
    // All of them, so that the feed is at rest when the viewer asks it.
    const posts = places.slice(0, 3).reduce((sum, { txs }) => sum + txs.length, 0);
    await page.waitForFunction((count) => document.querySelectorAll('article').length >= count, posts, {
      timeout: 120_000,
    });
    const connectionsBefore = leak.connections();
    let opened = 0;
    let pairs = 0;
    const open = async (name: string): Promise<void> => {
      await page.evaluate((to) => {
        location.hash = to;
      }, name);
      const article = page.locator(`main article[data-kind][data-id^="${name.slice(0, 64)}"]`);
      const ask = page.getByRole('button', {
        name: name.includes('i') ? /^Ask archive of BTC/ : /^Ask archive \(/,
      });
      await article.or(ask).first().waitFor();
      if (await ask.isVisible()) await ask.click();
      await article.waitFor();
      await page.evaluate(unfold);
      const draw = article.getByRole('button', { name: 'Draw it' });
      if (await draw.isVisible()) {
        await draw.click();
        // Drawn, or found to be no drawing: either way it was looked at.
        await article
          .getByText('are not a drawing')
          .or(article.locator('img'))
          .first()
          .waitFor({ state: 'attached' });
      }
      opened += 1;
    };
    // Feed and thread first: they are other screens than the viewer.
    const articles = page.getByRole('article');
    // The rows that are not on screen are made after those that are.
    await expect.poll(() => articles.count()).toBe(posts);
    const ids = await articles.evaluateAll((all) => all.map((each) => each.getAttribute('data-id') ?? ''));
    await page.setViewportSize({ width: 1280, height: 900 });
    await fern.visit('/post');
    // Before the page is alive, the router puts the address back that it began with.
    await page.getByText('No post has this name').waitFor();
    for (const id of ids) {
      await page.evaluate((to) => {
        location.hash = to;
      }, id);
      await page.locator(`article[data-id="${id}"]`).first().waitFor();
    }
    expect(await noticed(fern)).toEqual({ ran: [], violations: [] });
    await fern.visit('/i');
    await page.getByLabel('Open an inscription').waitFor();
    let [bsv, btc] = [0, 0];
    for (const { chain, txs, payloads } of places) {
      for (let at = 0; at < txs.length; at += 1) {
        const txid = chain === 'bsv' ? archive.txids.bsv[bsv + at] : archive.txids.btc[btc + at];
        await open(chain === 'bsv' ? (txid ?? '') : `${txid}i0`);
      }
      if (chain === 'bsv') bsv += txs.length;
      else btc += txs.length;
      pairs += payloads;
    }
    expect(new Set(hostilePayloads(leak.url)).size).toBeGreaterThanOrEqual(300);
    expect(opened).toBe(archive.txids.bsv.length - models.length + archive.txids.btc.length);
    expect(pairs).toBeGreaterThanOrEqual(4_000);
    expect(await noticed(fern)).toEqual({ ran: [], violations: [] });
    expect(leak.asked()).toEqual([]);
    expect(leak.connections()).toBe(connectionsBefore);
    expect(fern.complaints).toEqual([]);

    // What would have been noticed: a script that is there, and one that the policy stops.
    fern.expect(/violates the following|Refused to|blocked/i);
    await page.evaluate((url) => {
      (globalThis as unknown as { __ran: (number: number) => void }).__ran(7);
      const image = document.createElement('img');
      image.src = `${url}/control`;
      document.body.append(image);
    }, leak.url);
    await page.waitForFunction(
      () => (globalThis as unknown as { __noticed: Noticed }).__noticed.violations.length > 0,
    );
    expect((await noticed(fern)).ran).toEqual([7]);
    await fetch(leak.url);
    expect(leak.connections()).toBe(connectionsBefore + 1);
  });
});

describe('a model', () => {
  test('is drawn by a press out of its own bytes, turned by keys, and asks nobody', async () => {
    await using reed = await arrive(nabo.url, SOFTWARE_WEBGL);
    const { page } = reed;
    const connectionsBefore = leak.connections();
    await reed.visit('/i');
    await page.getByLabel('Open an inscription').waitFor();
    const open = async (at: number): Promise<void> => {
      const txid = archive.txids.bsv.at(at) ?? '';
      await page.evaluate((to) => {
        location.hash = to;
      }, txid);
      const article = page.locator(`main article[data-kind="model"][data-id^="${txid}"]`);
      const ask = page.getByRole('button', { name: /^Ask archive \(/ });
      await article.or(ask).first().waitFor();
      if (await ask.isVisible()) await ask.click();
      await article.waitFor();
    };
    await open(-1);
    await page.getByText(/with parts that are not in it/).waitFor();
    await open(-2);
    await page.getByText('1 shape of 6 triangles, with 1 picture.').waitFor();
    expect(await page.locator('canvas').count()).toBe(0);
    await page.getByRole('button', { name: 'Draw it' }).click();
    const model = page.getByRole('application', { name: 'A model without a description' });
    await model.and(page.locator('[aria-busy="false"]')).waitFor();
    const greens = async (): Promise<number> => {
      const { rgba } = readPng(await page.locator('canvas').screenshot());
      let found = 0;
      for (let at = 0; at < rgba.length; at += 4)
        if ((rgba[at + 1] ?? 0) > 1.5 * (rgba[at] ?? 0) && (rgba[at + 1] ?? 0) > 60) found += 1;
      return found;
    };
    // The colour is that of the picture on its faces.
    await expect.poll(greens, { timeout: 20_000 }).toBeGreaterThan(1_000);
    const picture = async (): Promise<string> =>
      (await page.locator('canvas').screenshot()).toString('base64');
    // With the ring of the focus around it, as in those that follow.
    await model.focus();
    await page.keyboard.press('0');
    const before = await picture();
    await page.keyboard.press('ArrowRight');
    await expect.poll(picture, { timeout: 20_000 }).not.toBe(before);
    await page.keyboard.press('0');
    await expect.poll(picture, { timeout: 20_000 }).toBe(before);
    expect(leak.connections()).toBe(connectionsBefore);
    expect(reed.complaints).toEqual([]);
  });
});

/** What a page may try, each in the frame; `leak` is somebody outside, `host` our own. */
const CAPABILITIES: Readonly<Record<string, string>> = {
  'reads the app': 'parent.document.body.innerHTML',
  'keeps words': 'localStorage.setItem("x", "1")',
  'opens a database': 'await done(indexedDB.open("x"))',
  'sets cookies': 'document.cookie = "x=1"',
  'opens a cache': 'await caches.open("x")',
  'installs a worker': 'await navigator.serviceWorker.register("/sw.js")',
  'asks the host': 'await fetch(HOST + "/config.json")',
  'asks somebody': 'await fetch(LEAK + "/fetch")',
  'loads a picture': 'await loaded(new Image(), LEAK + "/picture")',
  'opens a socket': 'await opened(new WebSocket(LEAK.replace("http", "ws") + "/socket"))',
  'opens a window': 'if (open(LEAK + "/window") === null) throw 0',
  'moves the app': 'top.location.href = LEAK + "/top"',
  'sends a form': 'await sent(LEAK + "/form")',
  'asks by a box': 'if (prompt("key?", "given") !== "given") throw 0',
};

/** A page that tries each of them and tells how it went. */
const probe = (leakUrl: string, host: string): string => `<!doctype html><script>
  const LEAK = ${JSON.stringify(leakUrl)};
  const HOST = ${JSON.stringify(host)};
  const done = (request) => new Promise((yes, no) => { request.onsuccess = yes; request.onerror = no; });
  const loaded = (image, src) => new Promise((yes, no) => { image.onload = yes; image.onerror = no; image.src = src; });
  const opened = (socket) => new Promise((yes, no) => { socket.onopen = yes; socket.onerror = no; });
  const sent = async (action) => {
    const form = Object.assign(document.createElement('form'), { action, method: 'post' });
    document.documentElement.append(form);
    const stopped = new Promise((yes) => document.addEventListener('securitypolicyviolation', yes));
    form.submit();
    // A sandbox without forms says nothing at all: what was asked outside decides.
    await Promise.race([stopped, new Promise((yes) => setTimeout(yes, 100))]);
    throw 0;
  };
  const tries = {
    ${Object.entries(CAPABILITIES)
      .map(([name, code]) => `${JSON.stringify(name)}: async () => { ${code} }`)
      .join(',\n')}
  };
  (async () => {
    const can = [];
    for (const [name, attempt] of Object.entries(tries)) {
      try { await attempt(); can.push(name); } catch {}
    }
    parent.postMessage({ can, origin: self.origin }, '*');
  })();
</script>`;

type Outcome = { readonly can: readonly string[]; readonly origin: string } | string;

/** Runs in the page: opens a frame in one of the ways there are, gives it the page, and tells what became of it. */
function tryFrame({ mode, html }: { readonly mode: string; readonly html: string }): Promise<Outcome> {
  const frame = document.createElement('iframe');
  return new Promise<Outcome>((resolve) => {
    let isHeard = false;
    const hear = ({ source, data }: MessageEvent<unknown>): void => {
      if (source !== frame.contentWindow) return;
      isHeard = true;
      if (data === 'nabo-frame-ready') frame.contentWindow?.postMessage(html, '*');
      else resolve(data === 'nabo-frame-open' ? 'refuses: it is not shut in' : (data as Outcome));
    };
    window.addEventListener('message', hear);
    frame.addEventListener('load', () => {
      // What loaded and has a script has spoken by now, or does so at once; an error page never does.
      setTimeout(() => !isHeard && resolve('nothing runs'), 2_000);
    });
    try {
      if (mode === 'sandbox attribute') frame.setAttribute('sandbox', 'allow-scripts');
      if (mode === 'srcdoc') frame.srcdoc = html;
      else if (mode === 'blob') frame.src = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
      else if (mode === 'data') frame.src = `data:text/html,${encodeURIComponent(html)}`;
      else frame.src = '/frame.html';
      document.body.append(frame);
    } catch {
      resolve('the policy of the app forbids it');
    }
  }).finally(() => frame.remove());
}

const MODES = ['loader', 'sandbox attribute', 'srcdoc', 'blob', 'data'] as const;

async function matrixOf(fern: Person, host: string): Promise<Record<string, Outcome>> {
  const outcomes: Record<string, Outcome> = {};
  for (const mode of MODES)
    outcomes[mode] = await fern.page.evaluate(tryFrame, { mode, html: probe(leak.url, host) });
  return outcomes;
}

/** Nothing of the list, in a page of nobody. */
const SHUT_IN = { can: [], origin: 'null' };
const INERT = {
  srcdoc: 'the policy of the app forbids it',
  blob: 'nothing runs',
  data: 'nothing runs',
};

describe('a page that runs', () => {
  let front: Front;

  beforeAll(async () => {
    front = await startFront(nabo.url);
  });

  afterAll(async () => front?.[Symbol.asyncDispose]());

  test(
    'can nothing of fourteen things, with the host there, without headers, and gone',
    { timeout: 180_000 },
    async () => {
      const asked = leak.asked().length;
      // A host that sends no headers, to somebody who was never there: nothing shuts the page in, so nothing opens it.
      front.alter((_path, answer) => {
        for (const name of Object.keys(answer.headers))
          if (/policy|x-|cross-origin/.test(name)) delete answer.headers[name];
      });
      await using moss = await arrive(front.url);
      moss.expect(/./);
      await moss.profile.addInitScript(() => {
        // Nobody but the host answers here.
        Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });
      });
      await moss.visit('/i');
      await moss.page.getByLabel('Open an inscription').waitFor();
      expect(await matrixOf(moss, front.url)).toEqual({
        loader: 'refuses: it is not shut in',
        // Whoever asks for a sandbox by the attribute has one without a header.
        'sandbox attribute': SHUT_IN,
        ...INERT,
      });

      // The same host, to somebody whose service worker is there.
      await using reed = await arrive(front.url);
      reed.expect(/./);
      await controlled(reed);
      expect(await matrixOf(reed, front.url)).toEqual({
        loader: SHUT_IN,
        'sandbox attribute': SHUT_IN,
        ...INERT,
      });

      await using fern = await arrive(nabo.url);
      fern.expect(/./);
      await controlled(fern);
      expect(await matrixOf(fern, nabo.url)).toEqual({
        loader: SHUT_IN,
        'sandbox attribute': SHUT_IN,
        ...INERT,
      });
      await nabo.killServers();
      expect(await matrixOf(fern, nabo.url)).toEqual({
        loader: SHUT_IN,
        // A frame with the attribute is not served by a service worker.
        'sandbox attribute': 'nothing runs',
        ...INERT,
      });
      expect(leak.asked().slice(asked)).toEqual([]);
      expect(new URL(fern.page.url()).pathname).toBe('/i');
      expect(fern.page.context().pages()).toHaveLength(1);
      await nabo.startServers();
    },
  );
});

/** Opens the viewer in a page that the service worker controls. */
async function controlled(person: Person): Promise<void> {
  await person.visit('/i');
  await person.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await person.page.reload();
  await person.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await person.page.getByLabel('Open an inscription').waitFor();
}
