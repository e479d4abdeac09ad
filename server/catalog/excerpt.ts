const EXCERPT_CHARS_MAX = 80;
/** Common text shown before the first difference. */
const CONTEXT_CHARS_MAX = 24;

/** One-line excerpt of a text. */
export function createExcerpt(text: string): string {
  return sliceWithEllipsis(toCharacters(text), 0);
}

/** Two one-line excerpts, starting near the first difference, at a word where possible. */
export function createDiffExcerpts(from: string, to: string): { from: string; to: string } {
  const [before, after] = [toCharacters(from), toCharacters(to)];
  const isShort = Math.max(before.length, after.length) <= EXCERPT_CHARS_MAX;
  const parting = after.findIndex((letter, index) => letter !== before[index]);
  const same = parting < 0 ? after.length : parting;
  const lead = isShort ? 0 : Math.max(0, same - CONTEXT_CHARS_MAX);
  const word = after.indexOf(' ', lead) + 1;
  const start = lead > 0 && word > 0 && word <= same ? word : lead;
  return { from: sliceWithEllipsis(before, start), to: sliceWithEllipsis(after, start) };
}

/** Whole characters: half a surrogate pair cannot be stored or shown. */
function toCharacters(text: string): string[] {
  return Array.from(text.trim().replaceAll(/\s+/g, ' '));
}

function sliceWithEllipsis(letters: readonly string[], start: number): string {
  const end = start + EXCERPT_CHARS_MAX;
  const part = letters.slice(start, letters.length > end ? end - 1 : end).join('');
  return `${start > 0 ? '…' : ''}${part.trim()}${letters.length > end ? '…' : ''}`;
}
