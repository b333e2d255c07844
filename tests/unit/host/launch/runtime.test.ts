import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { NODE_PACKAGES, isNewEnough } from '#host/launch/runtime.mjs';
import { ROOT } from '#host/launch/settings.mjs';

describe('isNewEnough', () => {
  it.each([
    ['20.9.0', false],
    ['20.20.2', false],
    ['22.23.2', false],
    ['23.11.1', false],
    ['24.0.0', true],
    ['24.21.0', true],
    ['30.1.0', true],
  ])('%s: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });
});

type Entry = { version: string; os: string; cpu: string; optional: boolean; hasInstallScript?: boolean };

describe('the Node.js that is brought', () => {
  const lockfile = JSON.parse(readFileSync(path.join(ROOT, 'host/runtime/package-lock.json'), 'utf8')) as {
    packages: Record<string, Entry>;
  };

  it.each(Object.entries(NODE_PACKAGES))(
    'for %s is locked, new enough, and fits nothing else',
    (platform, name) => {
      const entry = lockfile.packages[`node_modules/${name}`];
      expect(entry?.optional).toBe(true);
      expect(isNewEnough(entry?.version ?? '0')).toBe(true);
      expect(`${entry?.os}-${entry?.cpu}`).toBe(platform);
    },
  );

  it('runs no script when it is installed', () => {
    expect(Object.values(lockfile.packages).filter((entry) => entry.hasInstallScript)).toEqual([]);
  });
});
