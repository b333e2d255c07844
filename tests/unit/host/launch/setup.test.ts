import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hashInputs } from '#host/launch/inputs.mjs';
import { Children } from '#host/launch/processes.mjs';
import { BUILD_TABLE, ensureBuild, ensurePackages } from '#host/launch/setup.mjs';

/** Notes what would be run, and does `effect` instead. */
class NotingChildren extends Children {
  readonly ran: string[] = [];
  readonly #effect: () => Promise<void>;

  constructor(effect: () => Promise<void> = () => Promise.resolve()) {
    super();
    this.#effect = effect;
  }

  override async runQuietly(command: string, args: readonly string[]): Promise<void> {
    this.ran.push([path.basename(command), ...args].join(' '));
    await this.#effect();
  }
}

let root: string;
const place = () => ({ root, env: {} });

const lockfile = (version: string) => ({
  packages: {
    '': {},
    'node_modules/a': { version },
    'node_modules/other-platform': { version: '1.0.0', optional: true, os: ['plan9'], cpu: ['vax'] },
  },
});

const writeJson = async (name: string, value: unknown): Promise<void> => {
  await mkdir(path.dirname(path.join(root, name)), { recursive: true });
  await writeFile(path.join(root, name), JSON.stringify(value));
};

const installedNote = 'node_modules/.package-lock.json';
const note = (version: string) => ({ packages: { 'node_modules/a': { version } } });

beforeEach(async () => {
  // What a person sees while it runs; nobody reads it here.
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  root = await mkdtemp(path.join(tmpdir(), 'nabo-setup-'));
  await writeJson('package-lock.json', lockfile('1.0.0'));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true });
});

const install = () => new NotingChildren(() => writeJson(installedNote, note('1.0.0')));

describe('ensurePackages', () => {
  it('installs from the lockfile, without scripts, once', async () => {
    const children = install();
    await ensurePackages(place(), ['npm'], children);
    await ensurePackages(place(), ['npm'], children);
    expect(children.ran).toEqual(['npm ci --ignore-scripts --no-audit --no-fund']);
  });

  it('installs again when the lockfile is another', async () => {
    const children = install();
    await ensurePackages(place(), ['npm'], children);
    await writeJson('package-lock.json', lockfile('1.0.1'));
    await ensurePackages(place(), ['npm'], children);
    expect(children.ran).toHaveLength(2);
  });

  it('leaves alone what somebody installed by hand, and what is for other machines', async () => {
    await writeJson(installedNote, note('1.0.0'));
    const children = install();
    await ensurePackages(place(), ['npm'], children);
    expect(children.ran).toEqual([]);
  });

  it.each([
    ['an older version', note('0.9.0')],
    ['an installation cut short', { packages: {} }],
    ['a note that cannot be read', 'nonsense'],
  ])('does not take %s for it', async (_what, value) => {
    await writeJson(installedNote, value);
    const children = install();
    await ensurePackages(place(), ['npm'], children);
    expect(children.ran).toHaveLength(1);
  });

  it('notes nothing when the installation fails', async () => {
    await mkdir(path.join(root, 'node_modules'));
    const failing = new NotingChildren(() => Promise.reject(new Error('no network')));
    await expect(ensurePackages(place(), ['npm'], failing)).rejects.toThrow('no network');
    await expect(readFile(path.join(root, 'node_modules/.nabo-stamp'))).rejects.toThrow();
  });
});

describe('ensureBuild', () => {
  const build = () => new NotingChildren(() => writeJson(BUILD_TABLE, { inputs: hashInputs(root) }));

  it('builds once, and again when an input changed', async () => {
    const children = build();
    await ensureBuild(place(), children);
    await ensureBuild(place(), children);
    expect(children.ran).toHaveLength(1);
    await writeJson('app/page.json', {});
    await ensureBuild(place(), children);
    expect(children.ran).toHaveLength(2);
  });

  it('builds where a build was cut short', async () => {
    await mkdir(path.join(root, '.next'));
    await writeFile(path.join(root, BUILD_TABLE), '{"inputs":');
    const children = build();
    await ensureBuild(place(), children);
    expect(children.ran).toHaveLength(1);
  });
});
