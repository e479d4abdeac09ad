import { z } from 'zod';
import { NOTE_CHARS_MAX } from './limits.ts';

/*
 * Everything that people type is parsed by one of these. PostgreSQL stores neither NUL nor half a
 * surrogate pair; U+FFFD stands for text that was read in the wrong encoding; control characters cannot be seen; a bidi override shows a text in another order
 * than it is stored, also the text after it.
 */
const forbiddenCharacter = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufff9-\ufffd]/u;
const forbiddenCharacterExceptLineBreak =
  /[^\P{Cc}\t\n\r]|[\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufff9-\ufffd]/u;
/** Combining marks alone have nothing to combine with; U+2800 is the blank Braille pattern. */
const visibleCharacter = /[^\p{Z}\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;
const invisibleCharacter = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

const characterMessage = 'Remove the characters that cannot be shown, or type the text again';
const invisibleMessage = 'Enter a text that can be seen';

const typedText = (forbidden: RegExp) =>
  z
    .string()
    .trim()
    .refine((text) => text.isWellFormed() && !forbidden.test(text), characterMessage)
    .refine((text) => text === '' || visibleCharacter.test(text), invisibleMessage);

/** Trimmed text on one line, such as a name or what is searched for. */
export const singleLineText = typedText(forbiddenCharacter);

/** Trimmed text that may have several lines, such as a note. */
export const multilineText = typedText(forbiddenCharacterExceptLineBreak);

/** What identifies something to people: none of its characters is invisible. */
export const codeText = singleLineText
  .regex(/^\S*$/, 'Enter a code without spaces')
  .refine((text) => !invisibleCharacter.test(text), characterMessage);

/** What only programs write, such as an id of the payment service: visible ASCII. */
export const opaqueText = z.string().regex(/^[!-~]*$/, 'This is no value that the shop gave out');

/** A note of staff; empty by default. */
export const noteSchema = multilineText.max(NOTE_CHARS_MAX).default('');
