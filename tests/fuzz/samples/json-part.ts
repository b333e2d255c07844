import { run, type Part } from '../part.ts';

const token = (value: unknown): Part => ({ kind: 'token', text: JSON.stringify(value) });

/** The tree of a JSON text: arrays and objects with their items, keys and scalars as tokens. */
export function jsonPart(value: unknown): Part {
  if (Array.isArray(value)) return { kind: 'list', brackets: '[]', parts: value.map(jsonPart) };
  if (typeof value !== 'object' || value === null) return token(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return {
    kind: 'list',
    brackets: '{}',
    parts: entries.map(([key, inner]) =>
      run({ kind: 'key', text: `${JSON.stringify(key)}:` }, jsonPart(inner)),
    ),
  };
}
