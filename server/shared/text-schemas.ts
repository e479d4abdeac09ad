import { z } from 'zod';
import { NOTE_CHARS_MAX } from './limits.ts';

/*
 * PostgreSQL stores neither NUL nor half a surrogate pair, and nobody types control characters:
 * such text is refused as input, before a statement fails on it.
 */
const controlCharacter = /\p{Cc}/u;
const controlCharacterExceptLineBreak = /[^\P{Cc}\t\n\r]/u;

const controlCharacterMessage = 'Remove the characters that cannot be shown';

/** Trimmed text on one line, such as a name or what is searched for. */
export const singleLineText = z
  .string()
  .trim()
  .refine((text) => text.isWellFormed() && !controlCharacter.test(text), controlCharacterMessage);

/** Trimmed text that may have several lines, such as a note. */
export const multilineText = z
  .string()
  .trim()
  .refine(
    (text) => text.isWellFormed() && !controlCharacterExceptLineBreak.test(text),
    controlCharacterMessage,
  );

/** A note of staff; empty by default. */
export const noteSchema = multilineText.max(NOTE_CHARS_MAX).default('');
