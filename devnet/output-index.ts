import * as z from 'zod';
import type { Txid } from '#lib/bytes/brand.ts';
import { LIVE, OUTPUT_COLUMNS, outputRow } from './chain-store.ts';
import type { Query, Sqlite } from './sqlite.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tags (
    tag TEXT NOT NULL, txid TEXT NOT NULL, vout INTEGER NOT NULL, PRIMARY KEY (tag, txid, vout)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS tags_by_tx ON tags (txid);
`;

/**
 * A place in time that grows: height and position in the block, and above all of those the order of arrival for what is
 * not mined. It stays below 2^53.
 */
const SCORE = 'coalesce(t.height * 1000000000 + t.place, 9000000000000000 + t.arrival)';

const foundRow = outputRow.extend({ score: z.number() });
const balanceRow = z.object({ sats: z.nullable(z.number()), count: z.number() });
const tagRow = z.object({ tag: z.string() });

/** An output with its score, as a search gives it. */
export type FoundOutput = z.infer<typeof foundRow>;

export type OutputRange = {
  /** Gives what comes after this score, or before it when `reverse`. */
  readonly from?: number | undefined;
  readonly reverse: boolean;
  readonly unspentOnly: boolean;
  readonly limit: number;
};

type Both = { readonly forward: Query<FoundOutput>; readonly backward: Query<FoundOutput> };

function prepare(db: Sqlite) {
  db.exec(SCHEMA);
  const search = (join: string, where: string): Both => {
    const sql = (compare: '<' | '>', order: 'ASC' | 'DESC') =>
      `SELECT ${OUTPUT_COLUMNS}, ${SCORE} AS score FROM ${join} JOIN txs t ON t.txid = o.txid
       WHERE ${where} AND ${LIVE} AND ${SCORE} ${compare} ? AND (? = 0 OR o.spender IS NULL)
       ORDER BY score ${order}, o.vout ${order} LIMIT ?`;
    return { forward: db.query(sql('>', 'ASC'), foundRow), backward: db.query(sql('<', 'DESC'), foundRow) };
  };
  return {
    ofOwner: search('outputs o', 'o.owner = ?'),
    ofTag: search('tags g JOIN outputs o ON o.txid = g.txid AND o.vout = g.vout', 'g.tag = ?'),
    balance: db.query(
      `SELECT sum(o.sats) AS sats, count(*) AS count FROM outputs o JOIN txs t ON t.txid = o.txid
       WHERE o.owner = ? AND o.spender IS NULL AND ${LIVE}`,
      balanceRow,
    ),
    addTag: db.command('INSERT OR IGNORE INTO tags (tag, txid, vout) VALUES (?, ?, ?)'),
    tagsOf: db.query('SELECT tag FROM tags WHERE txid = ? AND vout = ? ORDER BY tag', tagRow),
  };
}

/** Finds outputs by the key that holds them and by the tags of what they carry, in chain order. */
export class OutputIndex {
  readonly #statements;

  constructor(db: Sqlite) {
    this.#statements = prepare(db);
  }

  addTag(tag: string, txid: Txid, vout: number): void {
    this.#statements.addTag(tag, txid, vout);
  }

  tagsOf(txid: Txid, vout: number): string[] {
    return this.#statements.tagsOf.all(txid, vout).map(({ tag }) => tag);
  }

  /** Outputs that pay to the key hash `owner` (hex). */
  ofOwner(owner: string, range: OutputRange): FoundOutput[] {
    return this.#search(this.#statements.ofOwner, owner, range);
  }

  ofTag(tag: string, range: OutputRange): FoundOutput[] {
    return this.#search(this.#statements.ofTag, tag, range);
  }

  #search({ forward, backward }: Both, value: string, range: OutputRange): FoundOutput[] {
    const { from, reverse, unspentOnly, limit } = range;
    const edge = from ?? (reverse ? Number.MAX_SAFE_INTEGER : -1);
    return (reverse ? backward : forward).all(value, edge, unspentOnly ? 1 : 0, limit);
  }

  /** Sum and number of unspent outputs of a key hash. */
  balance(owner: string): { readonly sats: number; readonly count: number } {
    const balance = this.#statements.balance.get(owner);
    return { sats: balance?.sats ?? 0, count: balance?.count ?? 0 };
  }
}
