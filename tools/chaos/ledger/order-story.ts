import type { Entry, OrderContent, OrderStatus, ServiceAct } from './ledger.ts';

/** An answer that told an order's status, and the status. */
export interface Telling {
  status: OrderStatus;
  sentAt: number;
  answeredAt: number;
}

/** What all callers together learned about one order. */
export interface OrderStory {
  orderId: string;
  content: OrderContent;
  /**
   * `yes`: some answer says so. `no`: every attempt to place it was refused. `perhaps`: an attempt has
   * no clear answer, and nothing was heard of the order afterwards.
   */
  exists: 'yes' | 'no' | 'perhaps';
  /** When it was asked for first. */
  askedAt: number;
  /** It did not exist yet when this was asked, which was answered so; -Infinity when nothing was. */
  absentAt: number;
  /** The end of the first answer that shows that it exists; Infinity when none does. */
  knownAt: number;
  payBy: number | null;
  /** All that was told of its status, in order of the answers. */
  tellings: Telling[];
  /** As told last. */
  statusReason: string | null;
  /** When it was first asked to be cancelled. */
  cancelAskedAt: number | null;
  /** When each act was first done at the payment service, whatever came of it. */
  acts: Partial<Record<ServiceAct, number>>;
}

/** Gathers a ledger by order, in the order in which they were asked for. */
export function tellStories(entries: readonly Entry[]): Map<string, OrderStory> {
  const stories = new Map<string, OrderStory>();
  const asked = entries.filter((entry) => entry.what === 'place');
  for (const entry of asked.toSorted((a, b) => a.sentAt - b.sentAt)) {
    if (!stories.has(entry.orderId)) stories.set(entry.orderId, begin(entry));
  }
  for (const entry of entries.toSorted((a, b) => a.answeredAt - b.answeredAt)) {
    const story = 'orderId' in entry ? stories.get(entry.orderId) : undefined;
    if (story) goOn(story, entry);
  }
  return stories;
}

function begin(entry: Extract<Entry, { what: 'place' }>): OrderStory {
  return {
    orderId: entry.orderId,
    content: entry.content,
    exists: 'no',
    askedAt: entry.sentAt,
    absentAt: -Infinity,
    knownAt: Infinity,
    payBy: null,
    tellings: [],
    statusReason: null,
    cancelAskedAt: null,
    acts: {},
  };
}

/** Refusals that an order meets only while it does not exist. */
const ABSENT_CODES = new Set(['NOT_FOUND', 'OUT_OF_STOCK', 'TOO_MANY_OPEN_ORDERS']);

function goOn(story: OrderStory, entry: Entry): void {
  if (entry.what !== 'act' && entry.outcome.is === 'refused') {
    const isAbsent = ABSENT_CODES.has(entry.outcome.code) && entry.what !== 'refund';
    if (isAbsent) story.absentAt = Math.max(story.absentAt, entry.sentAt);
  }
  const told = entry.outcome.is === 'told';
  switch (entry.what) {
    case 'place':
      if (entry.outcome.is === 'told') story.payBy = Date.parse(entry.outcome.value.payBy);
      else if (entry.outcome.is === 'unknown' && story.exists === 'no') story.exists = 'perhaps';
      break;
    case 'cancel':
      story.cancelAskedAt = Math.min(story.cancelAskedAt ?? Infinity, entry.sentAt);
      if (entry.outcome.is === 'told') tell(story, entry, entry.outcome.value.status);
      break;
    case 'look':
      if (entry.outcome.is !== 'told') break;
      tell(story, entry, entry.outcome.value.status);
      story.statusReason = entry.outcome.value.statusReason;
      story.payBy = Date.parse(entry.outcome.value.payBy);
      break;
    case 'act':
      story.acts[entry.act] = Math.min(story.acts[entry.act] ?? Infinity, entry.sentAt);
      return;
    case 'request payment':
      break;
    default:
      return;
  }
  if (!told) return;
  story.exists = 'yes';
  story.knownAt = Math.min(story.knownAt, entry.answeredAt);
}

function tell(story: OrderStory, entry: Entry, status: OrderStatus): void {
  story.tellings.push({ status, sentAt: entry.sentAt, answeredAt: entry.answeredAt });
}

/** The first answer that told this status. */
export function firstTold(story: OrderStory, status: OrderStatus): Telling | undefined {
  return story.tellings.find((telling) => telling.status === status);
}
