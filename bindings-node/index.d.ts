/** How the host calls a customer. `7` and `"7"` are different customers; numbers above 2^53 - 1 are bigints. */
export type Customer = number | bigint | string;

/** Milliseconds since 1970-01-01T00:00:00Z, or a Date. */
export type Moment = number | Date;

/** One value. Exact decimals may be given as text, such as `"12.50"`. */
export type Single = number | bigint | string | boolean | Date;

/** What a property or attribute may hold; for a set its elements, in any order. */
export type Value = Single | readonly Single[] | ReadonlySet<Single>;

interface FactBase {
  customer: Customer;
  /** Milliseconds, a Date, or text such as `2025-07-03T10:00:00Z`. */
  at: Moment | string;
  /** Order among facts of the same instant: the larger is later. */
  sequence?: number | null;
}

interface EventFact {
  event: string;
  /** A second event of the customer with the same id is a duplicate, and ignored. */
  id?: string | null;
  properties?: Record<string, Value | null> | null;
}

type Without<Names extends string> = { [name in Names]?: never };

type Verbs = 'set' | 'event' | 'add' | 'remove' | 'pin' | 'unpin' | 'ban' | 'unban' | 'merge_into';

/** A record that says one thing. */
type Says<Verb extends Verbs, What> = What & Without<Exclude<Verbs, Verb>>;

/** Who assigns a tag: a person or program (the host, if not given), or an import, of which the same again is a duplicate. */
type GivenBy = ({ by?: string } & Without<'import' | 'version'>) | ({ import: string; version: number } & Without<'by'>);

/** When an assignment ends: after `"30 days"`, or at an instant or with a date; with `renew` one that is there takes this end. */
type Lasting = (({ for?: string | null } & Without<'until'>) | ({ until?: Moment | string | null } & Without<'for'>)) & {
  renew?: boolean | null;
};

/** One dated fact about one customer: it is known from then on, or one thing more. */
export type Fact = FactBase &
  (
    | Without<Verbs>
    | Says<'set', { set: Record<string, Value | null> }>
    | Says<'event', EventFact>
    | Says<'add', { add: string } & GivenBy & Lasting>
    | Says<'remove', { remove: string } & GivenBy>
    | Says<'pin', { pin: string; by?: string }>
    | Says<'unpin', { unpin: string; by?: string }>
    | Says<'ban', { ban: string; by?: string }>
    | Says<'unban', { unban: string; by?: string }>
    | Says<'merge_into', { merge_into: Customer }>
  );

/** Why something changed. */
export type Cause =
  | { kind: 'event'; event: string; id: string | null; at: number }
  /** `event` is null for a rule on a condition. */
  | { kind: 'rule'; rule: string; event: string | null; id: string | null; at: number }
  | { kind: 'attribute'; name: string }
  | { kind: 'person'; by: string }
  | { kind: 'import'; source: string; version: number }
  | { kind: 'exclusive-group'; other: string }
  | { kind: 'merge'; customer: Customer }
  | { kind: 'handbook'; version: number }
  | { kind: 'time' | 'created' | 'late' | 'expired' | 'vacancy' };

interface ChangeBase {
  /** Its number in the feed, from 1. Numbers are left out only where a customer was erased. */
  sequence: number;
  /** Changes of one commit took effect together. */
  commit: number;
  /** When it became so, in milliseconds. */
  at: number;
  customer: Customer;
  cause: Cause;
  /** The version of the handbook. */
  version: number;
}

/** One change, as the feed tells it. */
export type Change =
  | (ChangeBase & { kind: 'gained' | 'lost'; tag: string })
  | (ChangeBase & { kind: 'emitted'; name: string; payload: Record<string, string | null> })
  /** The tag carries another value. With a tag that is lost its value goes; that is not told apart. */
  | (ChangeBase & { kind: 'value'; tag: string; value: string })
  /** A rule suggests that a person gives the tag; how sure it is, from 0 to 1. */
  | (ChangeBase & { kind: 'suggested'; tag: string; confidence: string | null })
  /** A rule asks for approval to give or take the tag. */
  | (ChangeBase & { kind: 'proposed'; tag: string; add: boolean })
  /** The customer was to be given a tag of an open group, but has as many of these as it may. */
  | (ChangeBase & { kind: 'declined'; tag: string })
  /** A route gave the customer a target, or the customer left it. */
  | (ChangeBase & { kind: 'routed' | 'unrouted'; route: string; target: string })
  /** A rule wants a team to know. */
  | (ChangeBase & { kind: 'notified'; team: string });

/** A handbook as JSON; docs/handbook-json.md shows the shapes. */
export interface HandbookJson {
  tagora: number;
  declarations: Record<string, unknown>[];
  closing?: string[];
}

/** What became of a handbook's tests. */
export interface TestReport {
  passed: boolean;
  tests: { name: string; passed: boolean; failures: TestFailure[] }[];
  /** The report as text, in English and in Chinese. */
  report: string;
  report_zh: string;
}

/** A step of a test that did not go as the test says. */
export interface TestFailure {
  /** Bytes of the UTF-8 text. */
  start: number;
  end: number;
  line: number;
  column: number;
  at: number;
  customer: string;
  /** What was expected; null of what is given. */
  expected: string | null;
  expected_zh: string | null;
  found: string;
  found_zh: string;
}

/** What a handbook changed about a tag. */
export interface TagDiff {
  /** Its path; of a tag that is gone, the path that it had. */
  tag: string;
  /** What it was called by the handbook before, if otherwise; of several, the tags that became one. */
  formerly: string[];
  /** What became of its definition, with all that it refers to. */
  definition: 'new' | 'changed' | 'unchanged' | 'gone';
  /** How many customers hold it and did not before. */
  gained: number;
  /** How many customers held it and do not any more. */
  lost: number;
  /** How many customers held it and hold it. */
  stayed: number;
}

/** What a handbook says differently from another. */
export interface HandbookDiff {
  /** In the order in which the newer one declares what changed; at the end what it declares no more. */
  changes: HandbookChange[];
  /** Each change in a line. */
  text: string;
}

/** One declaration that changed, came or went. */
export interface HandbookChange {
  /** What is declared: `tag`, `rule`, `keywords` and so on. */
  what: string;
  /** Its name; of tags and groups the whole path. */
  name: string;
  /** What a tag was called before, if that is another name. */
  formerly: string | null;
  /** Whether it came, went, says something else, says the same in other words, or means something else through others. */
  kind: 'added' | 'removed' | 'changed' | 'reworded' | 'affected';
  /** Where it says something else. */
  differences: HandbookDifference[];
  /** Through which others it means something else, if it is affected. */
  through: string[];
  /** All of it in one line. */
  text: string;
}

/** One place at which a declaration says something else. */
export interface HandbookDifference {
  /** What stands there: `threshold`, `window`, `owner` and so on. */
  part: string;
  /** What it said; null if it said nothing. */
  before: string | null;
  /** What it says now; null if it says nothing any more. */
  after: string | null;
}

/** What a handbook changed about a group: who has any of the tags in it. */
export interface GroupDiff {
  group: string;
  gained: number;
  lost: number;
  stayed: number;
}

/** What loading a handbook did. */
export interface Loaded {
  version: number;
  commit: number;
  changes: Change[];
  /** What is allowed in the handbook but hardly meant, in order of place; of JSON, the places in the handbook as it is printed in English. */
  warnings: Diagnostic[];
  /** What became of each tag: those that are declared, in order, then those of open groups of which something changed, then those that are gone. */
  tags: TagDiff[];
  /** The same of each group; last those that are gone. */
  groups: GroupDiff[];
}

/** What became of a batch. */
export interface Applied {
  commit: number;
  durable: boolean;
  /** Records that took effect, or will when their time comes. */
  accepted: number;
  /** Events ignored because the customer already had one with that id, and imports done again. */
  duplicates: number;
  /** Records refused because they are older than the declared lateness. */
  too_late: number;
  /** Records that are dated later than the clock and wait. */
  waiting: number;
  /** The instant reached, in milliseconds: the one asked for, or an earlier one where there were too many changes. */
  clock: number;
  changes: Change[];
}

/** What an erasure did. */
export interface Erased {
  commit: number;
  /** All ids that were this customer; none, if nothing was known of it. */
  ids: Customer[];
}

/** A tag that a customer holds. */
export interface HeldTag {
  tag: string;
  since: number;
  /** When the assignment by which it is held ends, if nothing happens. */
  until: number | null;
  /** What it carries for the customer; null for a plain tag. */
  value: string | null;
  cause: Cause;
}

/** What decides whether a customer holds a tag. */
export type Basis = 'banned' | 'pinned' | 'defined' | 'not-defined' | 'assigned' | 'not-assigned' | 'otherwise' | 'beaten' | 'over';

/** A part of a definition, as it stands for one customer at one instant. */
export interface Clause {
  /** How it is written, in English and in Chinese. */
  text: string;
  text_zh: string;
  is_true: boolean;
  /** What is compared or looked at; null where there is none, or where the parts say it. */
  value: string | null;
  /** What it is compared with, where that is no constant. */
  against: string | null;
  /** The events it looks at, the newest first, at most 20. */
  events: { event: string; id: string | null; at: number }[];
  /** How many they are in all. */
  all_events: number;
  /** What it is made of. */
  clauses: Clause[];
}

/** When a tag comes or goes next, if nothing happens. */
export interface Turning {
  /** The first instant at which it is otherwise. */
  at: number;
  gained: boolean;
  cause: Cause;
  /** What its definition says then. */
  definition: Clause | null;
}

/** Why a customer holds a tag or does not. */
export interface Explanation {
  tag: string;
  /** The instant it is about. */
  at: number;
  is_held: boolean;
  basis: Basis;
  since: number | null;
  /** When the assignment by which it is held ends. */
  until: number | null;
  /** What made it be held; of a tag that is not, what ended it last. */
  cause: Cause | null;
  /** null of tags that are assigned, and of those that stand for `otherwise`. */
  definition: Clause | null;
  /** What changes it next; null if nothing does up to `ahead`. */
  next: Turning | null;
  ahead: number;
  /** All of it in words, in English and in Chinese. */
  text: string;
  text_zh: string;
}

/** A tag that a customer is going to gain or lose if nothing happens. */
export interface Upcoming {
  at: number;
  tag: string;
  gained: boolean;
  cause: Cause;
}

/** A time in which a customer held a tag; `end` is null while it is held. */
export interface Episode {
  since: number;
  cause: Cause;
  end: { at: number; cause: Cause } | null;
}

/** What a handbook would do to a segment that it declares. */
export interface SegmentDiff {
  segment: string;
  gained: number;
  lost: number;
  stayed: number;
}

/** What a rule would tell when the handbook came into force. */
export interface Fired {
  rule: string;
  kind: Change['kind'];
  /** The tag that it is about, the name of what is told, or the team. */
  what: string;
  times: number;
  customers: number;
}

/** What looks at a tag, directly or through others, by its names. */
export interface Affected {
  tags: string[];
  defines: string[];
  segments: string[];
  rules: string[];
  routes: string[];
}

/** Customers who would gain a tag, lose it, or keep it. */
export interface Meant {
  /** The first ones in id order. */
  customers: Customer[];
  /** Some at even distances, with why; null under a handbook that has no such tag. */
  samples: { customer: Customer; before: Explanation | null; after: Explanation | null }[];
}

/** What a preview tells of a tag that it is asked about. */
export interface About {
  tag: string;
  affected: Affected;
  gained: Meant;
  lost: Meant;
  stayed: Meant;
}

/** How many customers there were at an instant, and how many held each tag. */
export interface Sizes {
  at: number;
  customers: number;
  tags: { tag: string; customers: number }[];
}

/** What a handbook would do. */
export interface Preview {
  /** The version that it would have. */
  version: number;
  warnings: Diagnostic[];
  tags: TagDiff[];
  groups: GroupDiff[];
  segments: SegmentDiff[];
  fired: Fired[];
  /** Where conditions ask for more of the past than is kept: since when what they say is whole. */
  incomplete_since: number | null;
  about: About[];
  sizes: Sizes[];
}

/** What a preview tells beside how many would gain and lose each tag. */
export interface Previewing {
  /** Tags of which it is told who is meant, why, and what else looks at them. */
  about?: readonly string[] | null;
  /** So many customers of each sort; 100 if not given. */
  customers?: number | null;
  /** So many of them with why; 3 if not given. */
  samples?: number | null;
  /** Past instants at which it is told how many would have held each tag. */
  sizes?: readonly Moment[] | null;
  /** Whether conditions may ask for more of the past than is kept. */
  acceptsIncomplete?: boolean;
}

/** A customer who is going to gain or lose what was asked for. */
export interface Foreseen {
  at: number;
  customer: Customer;
  gained: boolean;
  cause: Cause;
}

/** Who turns up to an instant if nothing happens, in order of time. */
export interface Outlook {
  turns: Foreseen[];
  /** Whether there are more behind the last of these. */
  is_more: boolean;
}

/** Which page of a forecast. */
export interface Foreseeing {
  /** So many turns; 1000 if not given. */
  limit?: number | null;
  /** The last turn of the page before. */
  after?: Pick<Foreseen, 'customer'> & { at: Moment } | null;
}

/** A tag that a rule suggests and that is not held. */
export interface Suggested {
  tag: string;
  at: number;
  /** How sure the rule is, from 0 to 1. */
  confidence: string | null;
  cause: Cause;
}

/** Everything that is known of a customer. */
export interface Profile {
  customer: Customer;
  /** The instant it is about. */
  at: number;
  /** When the first thing was told of it. */
  since: number | null;
  /** How many events there are of it. */
  events: number;
  /** How many of the declared attributes have a value, and of how many. */
  completeness: { known: number; declared: number };
  attributes: { attribute: string; value: string | null; since: number | null }[];
  tags: HeldTag[];
  /** The numbers and instants over events that the handbook's conditions look at, as they are written in English and in Chinese. */
  numbers: { text: string; text_zh: string; value: string | null }[];
  routes: (Routed & { route: string })[];
  suggestions: Suggested[];
}

/** Something that happened to a customer. */
export type Happening = { at: number } & (
  | { kind: 'created' }
  | { kind: 'event'; event: string; id: string | null; properties: Record<string, string> }
  /** `value` is null if it has none any more. */
  | { kind: 'attribute'; attribute: string; value: string | null }
  /** Something was done about a tag, by a person, an import or a rule. */
  | { kind: 'assigned'; tag: string; act: 'add' | 'remove' | 'pin' | 'unpin' | 'ban' | 'unban'; by: string }
  /** As the handbook in force sees the past. */
  | { kind: 'gained' | 'lost'; tag: string; cause: Cause }
);

/** What happened to a customer, the newest first. */
export interface Timeline {
  items: Happening[];
  /** The `before` of the next page; null if there is none. */
  next: number | null;
}

/** What live data say about the handbook in force. */
export interface Diagnosis {
  customers: number;
  /** Tags with a definition that nobody holds. */
  held_by_nobody: string[];
  /** Tags with a definition that everybody holds. */
  held_by_all: string[];
  /** Tags without a definition that nobody was given. */
  unused: string[];
  /** Two tags that nearly the same customers hold, the most similar first. */
  similar: { one: string; other: string; both: number; either: number }[];
  /** How many customers hold none, one or several of a group's tags. */
  groups: { group: string; none: number; one: number; several: number }[];
  /** How many customers hold no tag, one, two, and so on. */
  tags_per_customer: number[];
  /** By what each tag is held, in numbers of customers. */
  sources: { tag: string; defined: number; people: number; imports: number; rules: number }[];
  /** Tags that came and went again and again: for how many customers, and how often at most. */
  flapping: { tag: string; customers: number; most: number }[];
}

/** By what customers are divided: the tags of a group, of which a customer may have several, or the values of an attribute. */
export type By = { group: string } | { attribute: string };

/**
 * What an analysis found: an object for each row. null is a number that there is none of (nobody to take a mean of), or one that is held
 * back because it would tell of too few. Exact decimals are the nearest numbers.
 */
export interface Table<Row> {
  columns: (keyof Row & string)[];
  rows: Row[];
  /** Counts about all of it, such as `customers`. */
  totals: Record<string, number | null>;
}

/** A part of the customers; its value, or the tag's path, is null for those who have none. */
export interface BreakdownRow {
  value: string | null;
  customers: number | null;
  share: number | null;
  values: number | null;
  sum: number | null;
  mean: number | null;
}

/** Who is in both parts. */
export interface CrossRow {
  row: string | null;
  column: string | null;
  customers: number | null;
}

/** One number. */
export interface MeasureRow {
  measure: string;
  value: number | null;
}

/** An hour, '0' to '23', or a weekday. */
export interface RhythmRow {
  part: string;
  events: number | null;
  customers: number | null;
  values: number | null;
  sum: number | null;
  mean: number | null;
}

/** Two tags: how many customers have each, and both. */
export interface LiftsRow {
  tag: string;
  other: string;
  first: number | null;
  second: number | null;
  customers: number | null;
  of_first: number | null;
  of_second: number | null;
  lift: number | null;
}

/** A step of a funnel, for all customers (`part` is 'all') or for a part of them. */
export interface PassageRow {
  part: string | null;
  step: string;
  customers: number | null;
  dropped: number | null;
  of_first: number | null;
  of_previous: number | null;
  median_millis: number | null;
}

/** Those who began in the same period, by its first day, and how many of them came back so many periods later. */
export interface RetentionRow {
  cohort: string;
  customers: number | null;
  periods: number;
  back: number | null;
  share: number | null;
}

/** Who had one tag and has the other; null is none of them. */
export interface TransitionsRow {
  before: string | null;
  after: string | null;
  customers: number | null;
}

/** What customers did before they gained a tag, and after. */
export interface BeforeAfterRow {
  time: 'before' | 'after';
  customers: number | null;
  active: number | null;
  events: number | null;
  sum: number | null;
}

/** How frequent a tag is in two segments. */
export interface ContrastRow {
  tag: string;
  first: number;
  second: number;
  share_of_first: number;
  share_of_second: number;
  difference: number;
  lift: number | null;
}

/** Whom a question is about: a condition; everybody, if not given. */
export interface Asked {
  segment?: string | null;
}

/** The span in which a tag is gained, from `since` on and before `before`, and how long is looked at. */
export interface Gained extends Asked {
  since: Moment;
  before: Moment;
  withinMillis: number;
}

/**
 * Numbers about customers, worked out beside the event loop. Each call sees the engine as it is then, or as it was at the instant asked for.
 * How each number is read, and what is held back, is described in docs/analytics.md.
 */
export interface Analysis {
  /** How many customers by tag of a group or value of an attribute; of `numbers`, an expression, each part's values, sum and mean. */
  breakdown(by: By, options?: Asked & { numbers?: string | null }): Promise<Table<BreakdownRow>>;
  /** How many customers are in each part by one thing and in each by another. */
  cross(rows: By, columns: By, options?: Asked): Promise<Table<CrossRow>>;
  /** The most frequent values of an attribute, 10 of them if not said otherwise, and behind them all others. */
  top(attribute: string, options?: Asked & { limit?: number | null }): Promise<Table<BreakdownRow>>;
  /** How the numbers of an expression lie: sum, mean and percentiles (25, 50, 75 if not said otherwise). */
  distribution(numbers: string, options?: Asked & { percents?: readonly number[] | null }): Promise<Table<MeasureRow>>;
  /** At which hours or on which weekdays events happen: `did pay where amount > 10`, or `sum(pay.amount)` to add up what they say. */
  rhythm(events: string, cycle: 'hours' | 'weekdays', options?: Asked): Promise<Table<RhythmRow>>;
  /** How many customers have 'none', 'one' and 'several' of the tags of a group. */
  coverage(group: string, options?: Asked): Promise<Table<BreakdownRow>>;
  /** Which tags go together, and how much more than by chance: a row for each two. */
  lifts(tags: readonly string[], options?: Asked): Promise<Table<LiftsRow>>;
  /** How far customers come on the way of a funnel, `sequence(view, cart, pay within 7 days)`, step by step. */
  passage(funnel: string, options?: Asked & { by?: By | null }): Promise<Table<PassageRow>>;
  /** How many milliseconds it took from one event to another, for all pairs or the first of each customer. */
  elapsed(begin: string, end: string, options?: Asked & { pairs?: 'all' | 'first' | null; percents?: readonly number[] | null }): Promise<Table<MeasureRow>>;
  /** How many of those who began in the same period came back in each of the periods from then on. */
  retention(begin: string, back: string, period: 'days' | 'weeks' | 'months', periods: number, options?: Asked): Promise<Table<RetentionRow>>;
  /** From which tag of a group those who are in the segment now went to which, since an earlier instant. */
  transitions(group: string, before: Moment, options?: Asked): Promise<Table<TransitionsRow>>;
  /** How many of those who first gained a tag in a span reached a goal within some time, and how long it took. */
  conversion(tag: string, goal: string, options: Gained & { percents?: readonly number[] | null }): Promise<Table<MeasureRow>>;
  /** What those who first gained a tag in a span did before that and after, equally long. */
  beforeAfter(tag: string, events: string, options: Gained): Promise<Table<BeforeAfterRow>>;
  /** What distinguishes two segments: the tags whose shares differ most, 10 of them if not said otherwise. */
  contrast(first: string, second: string, options?: { limit?: number | null }): Promise<Table<ContrastRow>>;
}

/** Where a route leads a customer. */
export interface Routed {
  target: string;
  since: number;
}

/** A target of a route. */
export interface RouteTarget {
  target: string;
  /** How many customers the route leads there now. */
  customers: number;
  /** How many it takes at most; null for any number. */
  capacity: number | null;
}

/** What a consumer is told: all that is asked for must pass, of several names of one sort any will do; tags and groups are one sort. */
export interface Filter {
  tags?: readonly string[];
  groups?: readonly string[];
  rules?: readonly string[];
  kinds?: readonly Change['kind'][];
  causes?: readonly Cause['kind'][];
  customers?: readonly Customer[];
  /** Imports whose changes are left out. */
  withoutImports?: readonly string[];
}

/** A consumer of the change feed, and how far it has come. */
export interface Consumer {
  name: string;
  /** In whole paths. */
  filter: Filter;
  /** Up to which number it has done its work. */
  acked: number;
  /** How far the feed has gone on since. */
  pending: number;
  /** So many numbers behind the one acknowledged are gone. */
  missed: number;
}

/** What a consumer is told at once. */
export interface ConsumerPage {
  changes: Change[];
  /** Acknowledge this when the work is done, also where there are no changes. */
  next: number;
  /** What is gone; nothing else is told before its `last` is acknowledged with `ackMissed`. */
  missed: { first: number; last: number; count: number } | null;
}

/** A piece of the change feed. */
export interface FeedPage {
  changes: Change[];
  /** Pass this to the next call. */
  next: number;
  /** How many changes were no longer kept. */
  missed: number;
}

/** One thing wrong with a handbook or condition. */
export interface Diagnostic {
  code: string;
  message: string;
  message_zh: string;
  help: string | null;
  help_zh: string | null;
  /** Bytes of the UTF-8 text. */
  start: number;
  end: number;
  /** Indices into the JavaScript string. */
  start_utf16: number;
  end_utf16: number;
  line: number;
  column: number;
}

/** What is not set keeps its default. */
export interface Settings {
  /**
   * What a commit that was acknowledged survives, where the engine is kept in a folder: with 'full', the default, and 'group' a loss of
   * power; with 'group' commits of several workers wait for the disk together. With `relaxedMillis` commits do not wait: all is
   * put on the disk so often, and a loss of power takes the last moments. All survive the end of the process.
   */
  durability?: 'full' | 'group' | { relaxedMillis: number } | null;
  /** Who moves the clock: the host, or the records, in a replay. Default the host. */
  clock?: 'host' | 'event' | null;
  /** With the clock of events: the longest time between two neighbouring instants. Default 366 days. */
  maxJumpMillis?: number | null;
  /** Changes of one step of the clock, which stops there. Default 1,000,000. */
  maxChanges?: number | null;
  /** Records older than the clock by more than this are refused and counted. Default 30 days. */
  latenessMillis?: number | null;
  /** How long events are kept, behind the oldest instant at which a late record may come. Default for ever. */
  retentionMillis?: number | null;
  /** Records dated later than the clock wait; at most so many. Default 100,000. */
  maxWaiting?: number | null;
  /** Records in one batch. Default 1,000,000. */
  maxBatch?: number | null;
  /** Records kept of one customer. Default 100,000. */
  maxCustomerRecords?: number | null;
  /** Earlier handbooks whose rules are kept. Default 1,000. */
  maxEarlierHandbooks?: number | null;
  /** Tags of open groups that are not declared: so many a customer has at a time. Default 100. */
  maxOpenTags?: number | null;
  /** Changes that the feed keeps for readers. Default 1,000,000. */
  feedKept?: number | null;
  /** Changes that the feed keeps at most where consumers have not acknowledged them. Default 0: they hold nothing back. */
  feedHeldMax?: number | null;
  /** What happens where consumers have not acknowledged more: they miss the oldest, or whatever would make more is refused. Default 'let-go'. */
  feedFull?: 'let-go' | 'refuse' | null;
  /** Threads that work on a large query, the caller's among them. Default 1: the engine starts none. */
  threads?: number | null;
}

/** Everything that tagora refuses. An argument of a wrong JavaScript type is a `TypeError`; inside a question to an analysis it is refused. */
export class TagoraError extends Error {
  readonly name: 'TagoraError';
  /** The stable code, such as `unknown-tag`. */
  readonly code: string;
  /** What to do about it. */
  readonly help: string | null;
  /** Where in the handbook or condition: indices into the string, from and to. */
  readonly span: [number, number] | null;
  /** The index of the record it is about. */
  readonly record: number | null;
  /** All that is wrong with a handbook or condition. */
  readonly diagnostics: Diagnostic[];
}

/** A copy that was made. */
export interface Backup {
  /** The last commit that is in it. */
  commit: number;
  /** How many rows it has, each of which was looked at. */
  rows: number;
}

/** What was saved of a damaged store. */
export interface Salvage {
  /** The last commit that is in the new store. */
  commit: number;
  /** How many rows the new store has. */
  rows: number;
  /** What is lost, a line each; none if all was sound. */
  lost: string[];
}

/** What verifying found. */
export interface Verified {
  /** How many rows of the store were read; none in memory. */
  rows: number;
  /** What is not as it should be, a sentence each; none if all is sound. */
  findings: string[];
}

/** How the feed is read for a consumer. */
export interface Consuming {
  /** So many changes at a time; 1000 if not given. */
  max?: number;
  /** How often to look for new changes when there are no more; without it the reading ends then. */
  everyMillis?: number | null;
  /** Ends the reading with its reason. */
  signal?: AbortSignal;
}

/** A customer-tag engine: `new Engine()` lives in memory, `Engine.open` keeps it in a folder. Instants in results are milliseconds since 1970-01-01T00:00:00Z. */
export class Engine {
  constructor(settings?: Settings);
  /** An engine that is kept in a folder: one that is there, or a new one. While it is open no other can write to the folder. */
  static open(path: string, settings?: Settings): Promise<Engine>;
  /** An engine with what is in a folder now, for reading. Others may write to the folder meanwhile; that is not seen. */
  static openReadOnly(path: string, settings?: Settings): Promise<Engine>;
  /** Makes a new store of what is sound of a damaged one, which stays as it is. */
  static salvage(damaged: string, path: string): Promise<Salvage>;
  /** Brings a handbook into force. */
  load(handbook: string | Uint8Array): Loaded;
  /** Brings a handbook into force that is JSON, as an object or as text. */
  loadJson(handbook: HandbookJson | string | Uint8Array): Loaded;
  /** Checks a handbook without touching the engine, and gives its warnings. */
  check(handbook: string | Uint8Array): Diagnostic[];
  /** What a handbook says differently from the one in force, without touching the engine. */
  diff(handbook: string | Uint8Array, language?: 'en' | 'zh'): HandbookDiff;
  /** Runs the tests of a handbook without touching the engine. */
  test(handbook: string | Uint8Array): TestReport;
  /** Takes in records and moves the clock: all of it, or after an error none of it. Where events are the clock there is no `now`.
   * Text is a JSON array or JSON lines. */
  apply(records: readonly Fact[] | string | Uint8Array, now?: Moment | null): Applied;
  /** Moves the clock; where there are more than `maxChanges` changes, less far: go on from `clock`. */
  advanceTo(now: Moment): Applied;
  /** Erases all data of a customer. */
  erase(customer: Customer): Erased;
  /** Whether a customer holds a tag now. */
  has(customer: Customer, tag: string): boolean;
  /** The tags that a customer holds now. */
  tags(customer: Customer): HeldTag[];
  /** Why a customer holds a tag now or does not, part by part of its definition, and what changes it next; null if the customer is
   * unknown. Costs some microseconds for each record of the customer: ask it of single customers. */
  explain(customer: Customer, tag: string): Explanation | null;
  /** What a customer gains and loses up to an instant if nothing happens: what advancing the clock would tell, to the millisecond. */
  forecast(customer: Customer, until: Moment): Upcoming[];
  /** When a customer held a tag, the oldest time first, as the handbook in force sees the past. */
  episodes(customer: Customer, tag: string): Episode[];
  /** Everything that is known of a customer now; null if it is unknown. Costs some microseconds for each of its records. */
  profile(customer: Customer): Profile | null;
  /** What happened to a customer, the newest first: at most `limit` (100) things, of those `before` the `next` of another page. */
  timeline(customer: Customer, options?: { before?: number | null; limit?: number | null }): Timeline;
  /**
   * What a handbook would do if it were loaded now: who would enter, leave and stay, and what rules would tell. Nothing of it takes effect.
   * Takes as long as loading does, beside the event loop; readers go on meanwhile, whoever writes waits.
   */
  preview(handbook: string | Uint8Array, options?: Previewing): Promise<Preview>;
  /** How many customers held each tag at past instants, in order of time, as the handbook in force sees the past. */
  sizes(at: readonly Moment[]): Promise<Sizes[]>;
  /** Who gains or loses a tag up to an instant if nothing happens: what advancing the clock would tell, to the millisecond. */
  forecastTag(tag: string, until: Moment, options?: Foreseeing): Promise<Outlook>;
  /** Of whom a condition comes to be true up to an instant, and of whom it ceases to be. Takes as long as loading the handbook does. */
  forecastCondition(condition: string, until: Moment, options?: Foreseeing): Promise<Outlook>;
  /**
   * What live data say about the handbook in force. Tags are similar if of those who hold either so many hundredths (90) hold both; one
   * flaps for a customer who gained and lost it so many times (6) since an instant, as far back as the feed is kept.
   */
  diagnose(options?: { similarPercent?: number | null; flaps?: number | null; since?: Moment | null }): Promise<Diagnosis>;
  /** The customers who hold a tag now, in id order. */
  members(tag: string): Customer[];
  /** Where a route leads a customer now; null if nowhere, or if the customer waits for room. */
  route(customer: Customer, route: string): Routed | null;
  /** The targets of a route, in the handbook's order. */
  routeTargets(route: string): RouteTarget[];
  /** The customers whom a route leads to a target now, in id order. */
  routeMembers(route: string, target: string): Customer[];
  /** How many customers a condition is true of now. */
  count(condition: string): number;
  /** The customers a condition is true of now, in id order. */
  ids(condition: string): Customer[];
  /** Numbers about customers: now, or at an instant in the past, which costs a replay of every customer with each question. */
  analysis(options?: { below?: number | null; at?: Moment | null }): Analysis;
  /** The changes behind number `after` (0), at most `max` (1000). */
  changes(after?: number, max?: number): FeedPage;
  /** Lets a consumer read the change feed under a name. Doing so again with the same filter does nothing. */
  subscribe(name: string, filter?: Filter, start?: 'now' | 'beginning' | number): Consumer;
  /** What a consumer has not acknowledged, at most `max` (1000) changes. */
  poll(name: string, max?: number): ConsumerPage;
  /** A consumer has done its work up to a number, the `next` of a page. */
  ack(name: string, sequence: number): void;
  /** A consumer has taken note that it missed changes up to a number, the `last` of what was missed. */
  ackMissed(name: string, sequence: number): void;
  /** Forgets a consumer. */
  unsubscribe(name: string): void;
  /** All consumers, in order of their names. */
  consumers(): Consumer[];
  /**
   * What a consumer has not acknowledged, page by page. Asking for the next page acknowledges the one before, with what it says was
   * missed; whoever leaves the loop, also by an error, is told the page at hand again.
   */
  consume(name: string, how?: Consuming): AsyncGenerator<ConsumerPage, void, undefined>;
  /** The clock in milliseconds; null before the first batch. */
  readonly clock: number | null;
  /** The handbook in force, printed in English or Chinese; null before one is loaded. */
  handbook(language?: 'en' | 'zh'): string | null;
  /** The handbook in force as a page of Markdown for people, with how many customers hold each tag; null before one is loaded. */
  handbookPage(language?: 'en' | 'zh'): string | null;
  /** The handbook in force as JSON; null before one is loaded. */
  handbookJson(): HandbookJson | null;
  /** Waits until all that was committed survives a loss of power. Gives whether it does: in memory nothing does. */
  flush(): Promise<boolean>;
  /** Looks for what is not as it was written; with 'full' also compares what is in force with what the log says. */
  verify(how?: 'quick' | 'full'): Promise<Verified>;
  /**
   * Makes a copy of the store in a new folder, a store like any other. It is of one moment, that at which the copying begins; reading and writing go
   * on. Nothing that is there is ever written over.
   */
  backup(path: string): Promise<Backup>;
  /** Makes the file of the store as small as what it holds: of use after much went. Writing waits meanwhile, reading does not. */
  compact(): Promise<void>;
  /** Lets go of the engine; one in a folder is put in order, so that it opens fast. Further calls throw `closed`; closing again does nothing. */
  close(): void;
}

/**
 * An engine that is being opened: it counts who holds which tags at once, while all else is brought back on a thread of its own. Nothing can
 * be written before the engine is there.
 */
export class Opening {
  private constructor();
  /** Begins to open an engine that is kept in a folder: one that is there, or a new one. */
  static ofFolder(path: string, settings?: Settings): Promise<Opening>;
  /** How many customers a condition is true of. One about more than declared tags waits until all is there. */
  count(condition: string): Promise<number>;
  /** Whether a condition is counted without waiting. */
  isEarly(condition: string): boolean;
  /** Whether all is there, or why it is not is known: then nothing waits any more. */
  readonly isDone: boolean;
  /** Waits for the engine. Whoever takes it closes it; asked again this gives the same. */
  engine(): Promise<Engine>;
  /** Calls the opening off, and waits until the folder is free; an engine that was given out stays open. Closing again does nothing. */
  close(): Promise<void>;
}
