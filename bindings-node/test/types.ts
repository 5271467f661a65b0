// Never run: the compiler checks that index.d.ts says what callers rely on.
import { Engine, Opening, TagoraError, type Applied, type Change, type Customer } from '../index.js';

const engine = new Engine({ latenessMillis: 1000 });
const applied: Applied = engine.apply([{ customer: 7n, at: new Date(0), event: '购买', properties: { 金额: '1.50', 备注: null } }], 0);
engine.apply([{ customer: 7, at: 0, set: { 兴趣: ['数码'], 爱好: new Set(['户外']) } }], 0);
const members: Customer[] = engine.members('活跃');
const clock: number | null = engine.clock;
const first: string | undefined = engine.explain('c1', '活跃')?.definition?.clauses[0]?.events[0]?.event;
const gained: boolean[] = engine.forecast(7n, new Date(0)).map((turn) => turn.gained);

export function describe(change: Change): string {
  switch (change.kind) {
    case 'gained':
    case 'lost':
    case 'declined':
      return change.tag;
    case 'emitted':
      return `${change.name} ${Object.keys(change.payload)}`;
    case 'value':
      return `${change.tag} ${change.value}`;
    case 'suggested':
      return `${change.tag} ${change.confidence}`;
    case 'proposed':
      return `${change.add ? 'add' : 'remove'} ${change.tag}`;
    case 'routed':
    case 'unrouted':
      return `${change.route} ${change.target}`;
    case 'notified':
      return change.team;
  }
}

export function span(error: unknown): [number, number] | null {
  return error instanceof TagoraError ? error.span : null;
}

// @ts-expect-error a set holds no sets
engine.apply([{ customer: 1, at: 0, set: { 兴趣: [['数码']] } }], 0);
// @ts-expect-error a handbook is text
engine.load(7);
// @ts-expect-error an instant is no text
engine.advanceTo('2025-01-01');
// @ts-expect-error a record says one thing
engine.apply([{ customer: 1, at: 0, event: 'a', add: 'b' }], 0);

export async function follow(signal: AbortSignal): Promise<number> {
  const durable = await Engine.open('store', { durability: { relaxedMillis: 200 }, feedFull: 'refuse' });
  durable.subscribe('crm', { tags: ['活跃'], kinds: ['gained'], withoutImports: ['crm'] }, 'beginning');
  let told = 0;
  for await (const { changes, missed } of durable.consume('crm', { max: 10, everyMillis: 100, signal })) told += changes.length + (missed?.count ?? 0);
  const { findings }: { findings: string[] } = await durable.verify('full');
  const { rows }: { rows: number } = await durable.backup('copy');
  const { lost }: { lost: string[] } = await Engine.salvage('store', 'sound');
  await durable.compact();
  told += rows + lost.length;
  return (await durable.flush()) ? told + findings.length : 0;
}

// @ts-expect-error there is no such durability
new Engine({ durability: 'none' });
// @ts-expect-error there is no such kind
engine.subscribe('crm', { kinds: ['born'] });

export { applied, members, clock, first, gained };

export async function tables(at: Date): Promise<number | null> {
  const { rows, totals } = await engine.analysis({ below: 5, at }).breakdown({ group: '阶段' }, { numbers: 'count(购买)' });
  const share: number | null | undefined = rows[0]?.share;
  // @ts-expect-error a breakdown has no such column
  rows[0]?.steps;
  // @ts-expect-error customers are divided by a group or an attribute
  await engine.analysis().cross('阶段', { attribute: '城市' });
  // @ts-expect-error there is no such option
  await engine.analysis().top('城市', { limits: 3 });
  const opening = await Opening.ofFolder('store');
  return opening.isDone ? (await opening.engine()).count('has 新客') : (totals['customers'] ?? share ?? null);
}

export async function ahead(): Promise<number> {
  const { turns, is_more }: { turns: { at: number; gained: boolean }[]; is_more: boolean } = await engine.forecastTag('活跃', new Date(0), { limit: 10 });
  const { turns: more } = await engine.forecastCondition('did 购买', 7, { after: (await engine.forecastTag('活跃', 7)).turns.at(-1) ?? null });
  const { about, sizes } = await engine.preview('tag 重点', { about: ['重点'], samples: 1, sizes: [new Date(0)] });
  const why: string | undefined = about[0]?.gained.samples[0]?.after?.text;
  // @ts-expect-error there is no such option
  await engine.preview('tag 重点', { sample: 1 });
  // @ts-expect-error a preview is a promise
  engine.preview('tag 重点').version;
  const numbers = engine.profile(7n)?.numbers.map(({ text, value }) => `${text} ${value}`) ?? [];
  for (const item of engine.timeline('c1', { limit: 5 }).items) if (item.kind === 'event') numbers.push(...Object.keys(item.properties));
  const { similar } = await engine.diagnose({ similarPercent: 80, since: 0 });
  return turns.length + more.length + Number(is_more) + (sizes[0]?.tags[0]?.customers ?? 0) + numbers.length + similar.length + (why?.length ?? 0);
}
