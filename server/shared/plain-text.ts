import { z } from 'zod';

/*
 * PostgreSQL stores no NUL and no half of a surrogate pair, and nobody types any control character
 * into a name or a search: such text is refused where it comes in, before a statement fails on it.
 */
const controlCharacter = /\p{Cc}/u;
const controlCharacterButLineBreak = /[^\P{Cc}\t\n\r]/u;

const message = 'Remove the characters that cannot be shown';

/** Trimmed text on one line, such as a name or what is searched for. */
export const plainText = z
  .string()
  .trim()
  .refine((text) => text.isWellFormed() && !controlCharacter.test(text), message);

/** Trimmed text that may have several lines, such as a note. */
export const plainLines = z
  .string()
  .trim()
  .refine((text) => text.isWellFormed() && !controlCharacterButLineBreak.test(text), message);
