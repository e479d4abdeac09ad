const EXCERPT_CHARS_MAX = 80;
/** How much of what two texts have in common stands before where they part. */
const CONTEXT_CHARS_MAX = 24;

/** A text on one line, cut where it is long. */
export function createExcerpt(text: string): string {
  return sliceWithEllipsis(toCharacters(text), 0);
}

/** Two texts on one line each, cut to where they differ, at the start of a word where there is one. */
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

/** Whole characters: half of a surrogate pair is nothing that can be stored or shown. */
function toCharacters(text: string): string[] {
  return Array.from(text.trim().replaceAll(/\s+/g, ' '));
}

function sliceWithEllipsis(letters: readonly string[], start: number): string {
  const end = start + EXCERPT_CHARS_MAX;
  const part = letters.slice(start, letters.length > end ? end - 1 : end).join('');
  return `${start > 0 ? '…' : ''}${part.trim()}${letters.length > end ? '…' : ''}`;
}
