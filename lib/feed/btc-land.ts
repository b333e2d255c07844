import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { SourceError } from '#lib/chain/source-error.ts';
import type { DistrictRow, DistrictRows } from '#lib/chain/sources/district-rows.ts';
import type { TxLookup } from '#lib/chain/sources/lookup.ts';
import type { InscriptionSource } from '#lib/chain/sources/ord.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { openContent } from '#lib/envelopes/open-content.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { readDistrictClaims } from '#lib/ledger/btc-claims.ts';
import type { DistrictClaim } from '#lib/ledger/districts.ts';
import { OCI_NAME, OCI_PAGES, OCI_PAGE_BLOCKS, readOciPage } from '#lib/ledger/oci-pages.ts';
import { isCommitted } from '#lib/proof/verify-btc-tx.ts';
import { BtcRaces } from './btc-races.ts';
import type { BtcClaimView, BtcDistrictView, BtcPart } from './land-view.ts';

export type BtcSources = {
  readonly lookups: readonly TxLookup[];
  readonly inscriptions?: InscriptionSource;
  /** Inscription ids of the pages of the list; those of Bitmap OCI unless said. */
  readonly pages?: readonly string[];
  /** Height of BTC's highest block, as somebody says. */
  readonly tip?: (signal: AbortSignal) => Promise<number>;
  /** A list in rows, in place of the pages that are inscribed. */
  readonly rows?: (signal: AbortSignal) => Promise<DistrictRows>;
};

/** So many blocks after its own are searched for claims of a district, at most: a day of them. */
const MOST_FURTHER = 144;
/** Claims that were read here are remembered for so many districts. */
const MOST_SEEN = 1_000;
const ID = /^([0-9a-f]{64})i(0|[1-9]\d{0,5})$/;

type Page = { readonly sats: Float64Array; readonly state: BtcPart['state'] };
type Listed = { readonly list: string; readonly sat?: number; readonly id?: string };

/**
 * Districts of BTC, of which this device checks what it can: that transactions are those that were asked for, that a
 * list is the one that was inscribed, who was first among claims that it read. Who won is the word of whoever made the
 * list, and said so.
 */
export class BtcLand {
  private readonly sources: BtcSources;
  private readonly pageIds: readonly string[];
  private readonly pages = new Map<number, Promise<Result<Page>>>();
  private readonly races: BtcRaces | undefined;
  /** Ids of claims that were read here, by the district that they name. */
  private readonly seen = new Map<number, Set<string>>();
  private rows: Promise<DistrictRows> | undefined;
  private tipHeight: Promise<number | undefined> | undefined;

  constructor(sources: BtcSources) {
    this.sources = sources;
    this.pageIds = sources.pages ?? OCI_PAGES;
    if (sources.inscriptions !== undefined)
      this.races = new BtcRaces(sources.inscriptions, (txid, signal) => this.find(txid, signal));
  }

  /** Part `at` of the list, from 0. One that is out of range, or does not come, is empty and says why. */
  async part(at: number, signal: AbortSignal): Promise<BtcPart> {
    const part = await this.listPart(at, signal);
    // Only the last part is held up by it.
    const tip = at + 1 < part.parts ? undefined : await this.tip(signal);
    return tip === undefined ? part : { ...part, tip };
  }

  /** Asked once; without an answer the map ends where the list does. */
  private tip(signal: AbortSignal): Promise<number | undefined> {
    this.tipHeight ??= this.sources.tip?.(signal).catch(() => {
      this.tipHeight = undefined;
      return undefined;
    });
    return this.tipHeight ?? Promise.resolve(undefined);
  }

  private async listPart(at: number, signal: AbortSignal): Promise<BtcPart> {
    const { rows } = this.sources;
    if (rows !== undefined) return this.partOfRows(rows, signal);
    const base = { list: OCI_NAME, parts: this.pageIds.length };
    const page = await this.page(at, signal);
    if (!page.ok) return { ...base, heights: new Uint32Array(0), state: 'held', issue: page.issue };
    const heights: number[] = [];
    for (let slot = 0; slot < OCI_PAGE_BLOCKS; slot += 1)
      if (page.value.sats[slot] !== 0) heights.push(at * OCI_PAGE_BLOCKS + slot);
    return { ...base, heights: Uint32Array.from(heights), state: page.value.state };
  }

  /** @param searchTo the last block that is searched for claims; the district's own, the first that can have one, always is. */
  async district(height: number, signal: AbortSignal, searchTo = height): Promise<BtcDistrictView> {
    const issues: Issue[] = [];
    const or = async <T>(work: Promise<T>): Promise<T | undefined> => {
      try {
        return await work;
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        issues.push(issue(`btc-${error.kind}`, error.message));
        return undefined;
      }
    };
    const listed = await or(this.listed(height, signal));
    const race = await or(this.race(height, searchTo, signal));
    const saysSo =
      listed?.id === undefined
        ? undefined
        : listed.id === race?.first?.id || (await or(this.says(listed.id, height, signal)));
    return {
      height,
      ...(listed !== undefined && { listed: { ...listed, ...(saysSo !== undefined && { saysSo }) } }),
      ...(race !== undefined && { race }),
      seen: [...(this.seen.get(height) ?? [])].filter(
        (id) =>
          id !== listed?.id && id !== race?.first?.id && race?.rivals.some((each) => each.id === id) !== true,
      ),
      issues,
    };
  }

  async claim(id: string, signal: AbortSignal): Promise<BtcClaimView> {
    try {
      const [claim] = (await this.claimsIn(id, signal)).filter((each) => each.id === id);
      if (claim === undefined)
        return { id, issue: issue('claim-none', 'nobody gives it, or it claims no district') };
      const listed = await this.listed(claim.name, signal);
      if (listed === undefined) return { id, height: claim.name };
      const says = listed.id === undefined ? 'silent' : listed.id === id ? 'same' : 'another';
      return { id, height: claim.name, list: listed.list, says };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      return { id, issue: issue(`btc-${error.kind}`, error.message) };
    }
  }

  private async partOfRows(rows: NonNullable<BtcSources['rows']>, signal: AbortSignal): Promise<BtcPart> {
    try {
      this.rows ??= rows(signal);
      const { name, byHeight } = await this.rows;
      const heights = Uint32Array.from(byHeight.keys()).sort();
      return { list: name, parts: 1, heights, state: 'said' };
    } catch (error) {
      this.rows = undefined;
      if (!(error instanceof SourceError)) throw error;
      const why = issue(`btc-${error.kind}`, error.message);
      return { list: OCI_NAME, parts: 1, heights: new Uint32Array(0), state: 'said', issue: why };
    }
  }

  /** What the list says of a district. */
  private async listed(height: number, signal: AbortSignal): Promise<Listed | undefined> {
    const { rows } = this.sources;
    if (rows !== undefined) {
      this.rows ??= rows(signal);
      const { name, byHeight } = await this.rows.catch((error: unknown) => {
        this.rows = undefined;
        throw error;
      });
      const row: DistrictRow | undefined = byHeight.get(height);
      return { list: name, ...(row !== undefined && { sat: row.sat, id: row.inscriptionId }) };
    }
    const page = await this.page(Math.floor(height / OCI_PAGE_BLOCKS), signal);
    if (!page.ok) return undefined;
    const sat = page.value.sats[height % OCI_PAGE_BLOCKS] ?? 0;
    return { list: OCI_NAME, ...(sat > 0 && { sat }) };
  }

  private async page(at: number, signal: AbortSignal): Promise<Result<Page>> {
    const known = this.pages.get(at);
    if (known !== undefined) return known;
    const reading = this.readPage(at, signal);
    this.pages.set(at, reading);
    const forget = (): boolean => this.pages.delete(at);
    // What failed is asked for again the next time.
    reading.then((page) => page.ok || forget(), forget);
    return reading;
  }

  private async readPage(at: number, signal: AbortSignal): Promise<Result<Page>> {
    const txid = this.pageIds[at]?.slice(0, 64);
    if (txid === undefined || !isTxid(txid)) return fail(issue('oci-none', `the list has no page ${at}`));
    const raw = await this.find(txid, signal);
    const inscription = raw && readInscriptions(raw, 'btc')[0];
    if (raw === undefined || inscription === undefined)
      return fail(issue('oci-missing', 'no source gives the inscription of this page'));
    const opened = await openContent(inscription);
    if (!opened.ok) return opened;
    const page = readOciPage(decodeUtf8(opened.value.body ?? new Uint8Array(0)) ?? '');
    if (!page.ok) return page;
    const spent = parseTx(raw);
    const commit = spent.ok ? spent.value.inputs[inscription.input ?? 0]?.prevTxid : undefined;
    const commitRaw = commit && (await this.find(commit, signal));
    const committed = isCommitted(raw, commitRaw === undefined ? [] : [commitRaw]);
    if (!committed.ok) return committed;
    return ok({ sats: page.value.sats, state: committed.value });
  }

  private async race(
    height: number,
    searchTo: number,
    signal: AbortSignal,
  ): Promise<BtcDistrictView['race']> {
    if (this.races === undefined) return undefined;
    const tip = searchTo > height ? await this.tip(signal) : undefined;
    // A tip below the district is of another chain, or of a source that has not read so far.
    const end = tip === undefined || tip < height ? searchTo : tip;
    const last = Math.min(searchTo, height + MOST_FURTHER, end);
    return this.races.race(height, Math.max(height, last), signal);
  }

  private async says(id: string, height: number, signal: AbortSignal): Promise<boolean | undefined> {
    const claims = await this.claimsIn(id, signal);
    return claims.length === 0 ? undefined : claims.some((claim) => claim.id === id && claim.name === height);
  }

  private async claimsIn(id: string, signal: AbortSignal): Promise<readonly DistrictClaim<string>[]> {
    const txid = ID.exec(id)?.[1];
    if (txid === undefined || !isTxid(txid)) return [];
    const raw = await this.find(txid, signal);
    const claims = raw === undefined ? [] : readDistrictClaims(raw, { height: 0, index: 0 });
    for (const claim of claims) this.remember(claim);
    return claims;
  }

  private remember({ name, id }: Pick<DistrictClaim<string>, 'name' | 'id'>): void {
    const ids = this.seen.get(name) ?? new Set();
    if (ids.size === 0 && this.seen.size >= MOST_SEEN) return;
    this.seen.set(name, ids.add(id));
  }

  /** A transaction whose bytes hash to its id, from the first that has it. */
  private async find(txid: Txid, signal: AbortSignal): Promise<Uint8Array | undefined> {
    let problem: SourceError | undefined;
    for (const lookup of this.sources.lookups) {
      try {
        const raw = await lookup.find(txid, signal);
        const tx = raw && parseTx(raw);
        if (raw === undefined || tx === undefined) continue;
        if (tx.ok && txidOf(tx.value) === txid) return raw;
        problem = new SourceError(lookup.name, 'malformed', 'gives another transaction than asked');
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        problem = error;
      }
    }
    if (problem !== undefined) throw problem;
    return undefined;
  }
}
