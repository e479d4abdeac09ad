/** The part of an address after the question mark, as Next gives it to a page. */
export type SearchParams = Record<string, string | string[] | undefined>;

type Param = string | string[] | undefined;

/** A text; nothing when it is empty, cut when it is too long. */
export function parseTextParam(param: Param, lengthMax: number): string | undefined {
  const text = Array.isArray(param) ? param[0] : param;
  return text?.trim().slice(0, lengthMax) || undefined;
}

/** One of a few values; nothing when it is none of them. */
export function parseEnumParam<Value extends string>(
  values: readonly Value[],
  param: Param,
): Value | undefined {
  return values.find((value) => value === param);
}

export function parseUuidParam(param: Param): string | undefined {
  const text = parseTextParam(param, 36)?.toLowerCase();
  return text && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text) ? text : undefined;
}
