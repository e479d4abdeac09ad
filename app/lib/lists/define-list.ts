import { forbiddenCharacter, visibleCharacter } from '#server/shared/characters.ts';

/** The part of an address after the question mark, as Next gives it to a page. */
export type SearchParams = Record<string, string | string[] | undefined>;

type ParamValue = string | number | true | undefined;

/** How one search parameter is read and written. */
interface Param<Value extends ParamValue> {
  /** @returns undefined where the text makes no sense */
  parse: (text: string) => Value | undefined;
  /** What an address without the parameter means; it is left out of addresses. */
  defaultValue: Value;
  /** Whether it narrows the list; sort orders and periods do not. */
  isFilter: boolean;
}

interface ParamOptions {
  filter?: boolean;
}

/** A list that is shown page by page, and whose address says what it shows. */
export interface List<Query> {
  path: string;
  /** Parameters that tell this list from others at the same path. */
  fixed: Record<string, string>;
  /** Ignores what makes no sense, such as an unknown status. */
  parse: (searchParams: SearchParams) => Query;
  /** The shortest address of a view; without a cursor it is the first page. */
  href: (query: Partial<Query>) => string;
  hasFilters: (query: Query) => boolean;
}

/** What the address of a list says. */
export type ListQuery<L> = L extends List<infer Query> ? Query : never;

type QueryOf<Params> = {
  [Name in keyof Params]: Params[Name] extends Param<infer Value> ? Value : never;
} & { cursor: string | undefined };

const CURSOR_LENGTH_MAX = 500;

/**
 * Defines a list by its address, for server pages and client components alike.
 *
 * @param definition.params by their names in the address, in the order in which they are written
 */
export function defineList<Params extends Record<string, Param<ParamValue>>>(definition: {
  path: string;
  fixed?: Record<string, string>;
  params: Params;
}): List<QueryOf<Params>> {
  const { path, fixed = {} } = definition;
  const params = Object.entries<Param<ParamValue>>({
    ...definition.params,
    cursor: text(CURSOR_LENGTH_MAX, { filter: false }),
  });
  return {
    path,
    fixed,
    parse(searchParams) {
      const entries = params.map(([name, { parse, defaultValue }]) => {
        const given = [searchParams[name]].flat()[0];
        return [name, (given === undefined ? undefined : parse(given)) ?? defaultValue];
      });
      return Object.fromEntries(entries) as QueryOf<Params>;
    },
    href(query: Partial<Record<string, ParamValue>>) {
      const search = new URLSearchParams(fixed);
      for (const [name, { defaultValue }] of params) {
        const value = query[name];
        if (value === undefined || value === defaultValue) continue;
        search.set(name, value === true ? '1' : String(value));
      }
      return search.size > 0 ? `${path}?${search}` : path;
    },
    hasFilters(query: Record<string, ParamValue>) {
      return params.some(
        ([name, { isFilter, defaultValue }]) => isFilter && query[name] !== defaultValue,
      );
    },
  };
}

type TextOptions = ParamOptions & {
  /** Says no to a text that makes no sense. */
  accepts?: (text: string) => boolean;
};

/** A text without control characters, cut at a length. */
export function text(lengthMax: number, options: TextOptions & { default: string }): Param<string>;
export function text(lengthMax: number, options?: TextOptions): Param<string | undefined>;
export function text(
  lengthMax: number,
  options: TextOptions & { default?: string } = {},
): Param<string | undefined> {
  const { accepts = () => true, filter = true } = options;
  return {
    parse(given) {
      const cleaned = given
        .trim()
        .slice(0, lengthMax)
        // It may have been cut inside a character, which becomes a forbidden one.
        .toWellFormed()
        .replaceAll(new RegExp(forbiddenCharacter, 'gu'), ' ')
        .trim();
      return visibleCharacter.test(cleaned) && accepts(cleaned) ? cleaned : undefined;
    },
    defaultValue: options.default,
    isFilter: filter,
  };
}

/** One of a few values. */
export function oneOf<const Value extends string>(
  values: readonly Value[],
  options: ParamOptions & { default: NoInfer<Value> },
): Param<Value>;
export function oneOf<const Value extends string>(
  values: readonly Value[],
  options?: ParamOptions,
): Param<Value | undefined>;
export function oneOf(
  values: readonly string[],
  options: ParamOptions & { default?: string } = {},
): Param<string | undefined> {
  return {
    parse: (given) => values.find((value) => value === given),
    defaultValue: options.default,
    isFilter: options.filter ?? true,
  };
}

/** An id, in lower case. */
export function uuid(): Param<string | undefined> {
  return { parse: parseUuid, defaultValue: undefined, isFilter: true };
}

/** @returns the id in lower case; undefined when it is none */
export function parseUuid(given: string): string | undefined {
  const id = given.trim().toLowerCase();
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id) ? id : undefined;
}

/** `1` for true; absent otherwise. */
export function flag(): Param<true | undefined> {
  return {
    parse: (given) => (given === '1' ? true : undefined),
    defaultValue: undefined,
    isFilter: true,
  };
}

/** A whole number within bounds, such as a page; not a filter. */
export function int(min: number, max: number, defaultValue: number): Param<number> {
  return {
    parse(given) {
      const number = Number(given);
      return Number.isInteger(number) && number >= min && number <= max ? number : undefined;
    },
    defaultValue,
    isFilter: false,
  };
}
