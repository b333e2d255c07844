/**
 * Every bound of what neighbours may cost us, in one place. A neighbour is a stranger: whatever it sends is cut off by
 * size and by time before it is looked at.
 */

/** Largest transaction on the shelf. Posts of ours say their words twice, so some 8,000 characters fit, and no picture. */
export const MAX_TX_BYTES = 16 * 1024;

/** What may be added to the shelf in a day (UTC), so that a flood of cheap posts ends at a known cost. */
export const DAILY_BUDGET_BYTES = 20_000_000;

/** The whole shelf. Fixed, because browsers answer the question of what is free with a number of their own making. */
export const MAX_SHELF_BYTES = 256 * 1024 * 1024;

/** What has to be written on a device that was full before it is believed to have room again. */
export const ROOM_AGAIN_BYTES = 128 * 1024;

/** Transactions of the feed that a new shelf begins with, newest first: some days of reading. */
export const FIRST_FILL = 2_000;

/**
 * Transactions that were received and that the feed may not have taken yet. It checks every signature, which on a slow device
 * takes longer than bringing them: what one neighbour may have brought at once waits, and a day's budget bounds their bytes.
 */
export const MAX_INBOX = 20_000;

/** Lines of what came and went that are kept for the screen. */
export const MAX_LOG = 50;

/** Txids of one announcement that we accept. */
export const MAX_GOSSIP_TXIDS = 32;
/** Txids of one announcement that we send: 1,340 bytes, so that two addresses fit below {@link MAX_GOSSIP_BYTES}. */
export const ANNOUNCED_AT_ONCE = 20;
/** Addresses of one announcement: one for each of a few relays. */
export const MAX_GOSSIP_ADDRESSES = 4;
/** Longest address: a relay by name with two PeerIds has some 190 characters. */
export const MAX_ADDRESS_LENGTH = 256;
/** One announcement. Measured before it is parsed. */
export const MAX_GOSSIP_BYTES = 2_048;
/** Announcements of one neighbour in {@link GOSSIP_WINDOW_MS}; more are dropped. Nobody writes twenty posts in ten seconds. */
export const MAX_GOSSIP_PER_PEER = 20;
export const GOSSIP_WINDOW_MS = 10_000;
/**
 * Pause before an announcement, give or take a half, so that what comes in a burst leaves in one. What neighbours see of it
 * is when this device announced, among all who read the same source.
 */
export const ANNOUNCE_DELAY_MS = 60;

/** Holders of a transaction that are told of; whoever looks for it dials so many ({@link MAX_DIALS}). */
export const ENOUGH_HOLDERS = 6;
/** Announcers that are counted, the last that were heard. */
export const MAX_CROWD = 1_000;
/** Neighbours whose shelves are read; whoever is heard beyond them is known as a holder and no more. */
export const MAX_COMPANY = 8;

/** Neighbours that were heard of and may be read once there is room among them. */
export const MAX_CANDIDATES = 64;
/** The pause between two visits while there are many of them, give or take a half: a thousand must not call the same one. */
export const NEXT_VISIT_MS = 1_000;

/** Txids of one answer of `/nabo/recent/1`. */
export const MAX_RECENT_TXIDS = 256;
/** Nodes of one question of `/nabo/reconcile/1`: with prefixes of eight digits they fit {@link MAX_QUESTION_BYTES}. */
export const MAX_RECONCILE_NODES = 256;
/** Longest prefix of one: sixteen digits are shared by nobody who has not made 2^64 transactions. */
export const MAX_RECONCILE_DIGITS = 24;
/** Txids below a node that are named at once; more are asked for digit by digit. */
export const RECONCILE_LEAF = 16;
/** Questions of one reconciliation, and txids that it may bring: an honest neighbour of 10,000 posts is below both. */
export const MAX_RECONCILE_ROUNDS = 64;
export const MAX_RECONCILED = 20_000;
/** Pages of `/nabo/recent/1` that a newcomer reads: as many as a new shelf begins with. */
export const MAX_RECENT_PAGES = 8;
/**
 * Hex digits of a txid that a drawer is asked for by: as few as the neighbour's answer has room for, so that one post is
 * asked for among as many others as fit, and never by more than the last, so that no neighbour can have it named.
 */
export const DRAWER_DIGITS = 2;
export const MAX_DRAWER_DIGITS = 8;
/** Transactions of one drawer. The smallest post has some 200 bytes, so that an answer is full before. */
export const MAX_DRAWER_TXS = 256;
/** Missing transactions of one drawer from which on all of it is asked for: fewer are got one by one. */
export const MANY_IN_DRAWER = 24;
/** Such drawers that are asked of one neighbour at the same time, of {@link MAX_STREAMS_PER_PEER}. */
export const DRAWERS_AT_ONCE = 3;
/** Transactions of them that may wait while others are kept, 8 MB at most; no more are asked for meanwhile. */
export const MAX_CAME = 512;
/** Neighbours that are asked for the drawer of one opened post. */
export const MAX_ASKED = 4;
/** How long one of them may take before the next is asked as well: an honest answer takes a tenth of it. */
export const ASK_NEXT_MS = 600;
/** How long somebody who opened a post waits for neighbours to have it. */
export const OPEN_MS = 8_000;
/** Pause between two looks at shelves that were read before, give or take a half: one neighbour at a time, some 20 KB. */
export const REVISIT_MS = 60_000;
/** Transactions of one question of `/nabo/proof/1`: it has 3.3 KB then, and the answer for blocks of a hundred some 20 KB. */
export const MAX_PROOF_TXIDS = 48;
/** Such questions that are asked of one neighbour at the same time, of {@link MAX_STREAMS_PER_PEER}. */
export const PROOFS_AT_ONCE = 2;
/** Longest Merkle path: 32 levels of two hashes in a BUMP. Real ones are below 1 KB. */
export const MAX_BUMP_BYTES = 4 * 1024;
/** Headers of one answer of `/nabo/headers/1`. */
export const MAX_HEADERS = 2_000;
export const MAX_HEADERS_BYTES = MAX_HEADERS * 80;

/** An answer of `/nabo/block/1`. Larger blocks come from sources alone: what carries us is somebody else's. */
export const MAX_BLOCK_BYTES = 2 * 1024 * 1024;
/** Neighbours that are asked for a block, one after the other, and how long all of them may take together. */
export const MAX_ASKED_FOR_BLOCK = 4;
export const LAND_MS = 12_000;

/** A question of any of our streams. */
export const MAX_QUESTION_BYTES = 4 * 1024;
/** An answer, in JSON or in bytes. As much as our JSON reader takes. */
export const MAX_ANSWER_BYTES = 64 * 1024;
/** A stream from its first byte to its last. The slowest honest answer measured was below a second. */
export const STREAM_MS = 5_000;
/** Streams of one protocol that one neighbour may have open. */
export const MAX_STREAMS_PER_PEER = 4;
/** Questions that one neighbour may ask in {@link QUESTION_WINDOW_MS}: one that catches up on thousands asks some thirty a second. */
export const MAX_QUESTIONS_PER_PEER = 300;
export const QUESTION_WINDOW_MS = 10_000;

/** How long the tab that speaks with the own devices may take; then whoever asked hears noise, as everybody else does. */
export const DEVICE_ANSWER_MS = 1_500;
/** Such questions that wait at the same time. */
export const MAX_DEVICE_QUESTIONS = 32;

/** A bitswap message: sixteen of the largest transactions. Helia's own limit is 4 MiB. */
export const MAX_BITSWAP_BYTES = 256 * 1024;
/** Entries that one neighbour may want at once. */
export const MAX_WANTS_PER_PEER = 1_024;
/** How long one block is waited for: a get never fails by itself. */
export const BLOCK_MS = 4_000;
/** The pause before what nobody gave is asked for again, how often that is, and of how many it is remembered. */
export const TAKE_AGAIN_MS = 2_000;
export const MAX_TAKEN_AGAIN = 3;
export const MAX_MISSED = 200;
/** Blocks that are asked of one neighbour at a time. */
export const BLOCKS_AT_ONCE = 64;

/** How long one neighbour is dialled. */
export const DIAL_MS = 4_000;
/** Neighbours that are dialled for one transaction, all at once: the first dead one must not hold up the rest. */
export const MAX_DIALS = 6;
/** Of them, how many at first while none of them is connected; the others when it takes too long. */
export const FIRST_DIALS = 3;
/** Connections, that to a relay among them, with which one call at first is enough. */
export const ENOUGH_LINES = 6;
/** How long whoever is connected, or dialled first, is waited for before others are dialled as well. */
export const DIAL_MORE_MS = 200;
/** Transactions whose holders are remembered, and holders of each. */
export const MAX_PROVIDED = 5_000;
/** Connections of a browser: each costs memory and a share of the relay. */
export const MAX_CONNECTIONS = 30;
/** How often it is looked which of them are of no use any more: what is idle twice in a row is closed, if there are many. */
export const ROOM_MS = 2_000;
/** How long a neighbour that read this device's shelf may be away before the line that it came by is of no use, and how many such. */
export const READER_MS = 900_000;
export const MAX_READERS = 100;
/** Lines from browser to browser that one tab has open: each costs both sides ports, keys and memory. */
export const MAX_LINES = 8;
/**
 * Lines that one tab makes or takes in its life, failed ones included. Chromium refuses after some 500, and what was closed
 * still counts: a tab that stops before goes on with what it has.
 */
export const MAX_LINES_EVER = 300;
/**
 * The pause before somebody is called again with whom no line came about, and up to as much again by chance: two who call
 * each other in one moment must not do so again. It doubles, up to the longest.
 */
export const CALL_AGAIN_MS = 1_000;
export const CALL_AGAIN_LONGEST_MS = 600_000;
/** So long after a line came about, a call of whoever is at its other end was made before it, and is not taken. */
export const FRESH_MS = 2_000;
/** How long whoever is at the other end of a new line may take to say who they are; otherwise nobody is. */
export const PROOF_MS = 4_000;
/** How long a code that somebody shows is good for: two people have to find each other's cameras. */
export const MEET_MS = 600_000;
/** How long a browser looks for its own addresses, and the pause after one of them that ends it. */
export const GATHER_MS = 4_000;
export const GATHERED_MS = 400;
/** How long a line may take once both codes were read. */
export const MET_MS = 15_000;
/** Calls in a row before a neighbour is left alone until it is heard of again. */
export const CALLS_IN_A_ROW = 4;
/** Calls of one neighbour that are taken in {@link CALLS_WINDOW_MS}. */
export const MAX_CALLS_OF_PEER = 6;
export const CALLS_WINDOW_MS = 60_000;
/** Streams that a neighbour may open before a line is ours to use. */
export const MAX_EARLY_STREAMS = 10;
/** A transaction that neighbours give each other in parts: what broadcasters take in one piece fits, with room. */
export const MAX_MEDIA_BYTES = 4 * 1024 * 1024;
/** One part of it: few enough questions, and a wrong one costs no more. */
export const MEDIA_PART_BYTES = 64 * 1024;
/** Parts that are asked of one neighbour at the same time: those before may still be closing, of {@link MAX_STREAMS_PER_PEER}. */
export const MEDIA_AT_ONCE = 2;
/**
 * Sound and film that come in parts, to whoever plays them: as much as the viewer plays at all (20,000,000 bytes), with room for
 * what is around it. They are never in memory whole.
 */
export const MAX_FILM_BYTES = 21 * 1024 * 1024;
/** Parts of one answer then: a question costs as much as a part or two. */
export const FILM_PARTS_AT_ONCE = 4;
/** How long whoever plays waits for one part before it is said that the neighbour left. */
export const FILM_PART_MS = 6_000;
/** Films that pages looked for in vain and are told of when somebody says to hold one. */
export const MAX_WANTED_FILMS = 16;
/** How long a whole one may take. */
export const MEDIA_MS = 60_000;
/** The pause after a try that brought nothing, while somebody waits; it doubles. */
export const MEDIA_AGAIN_MS = 500;
/** Large transactions of one announcement: 1,100 bytes, so that two addresses fit below {@link MAX_GOSSIP_BYTES}. */
export const MAX_GOSSIP_MEDIA = 6;
/** Those that a tab announces when it takes its turn, newest first, and remembers of others. */
export const ANNOUNCED_MEDIA = 24;
export const MAX_KNOWN_MEDIA = 1_000;
/** Roots of one transaction that are tried before somebody asks again: each false one costs {@link MAX_MEDIA_BYTES} at most. */
export const MAX_MEDIA_ROOTS = 3;
/** Pause before it is said what this device opened, give or take a half: not the moment, and several at once. */
export const MEDIA_DELAY_MS = 20_000;
/** How long a line may take to come about: ICE tries what it can think of. */
export const LINE_MS = 10_000;

/** Wrong blocks or paths after which a neighbour is not spoken to while the node runs. */
export const MAX_REFUSALS = 3;

/** Things that a neighbour said to hold and that nobody gave, after which it is not listened to for a while. */
export const MAX_EMPTY_PROMISES = 8;
export const EMPTY_PROMISES_MS = 300_000;

/** How often the relay is looked after. libp2p does not come back to a relay that was started anew. */
export const WATCHDOG_MS = 2_000;
/** The longest pause between two tries to reach a relay that is gone, give or take a quarter. They double. */
export const WATCHDOG_LONGEST_MS = 6_000;
