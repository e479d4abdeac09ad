import { z } from 'zod';
import { forbiddenCharacter, visibleCharacter } from './characters.ts';
import { NOTE_CHARS_MAX } from './limits.ts';

/* Everything that people type is parsed by one of these. */
const forbiddenCharacterExceptLineBreak =
  /[^\P{Cc}\t\n\r]|[\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufff9-\ufffd]/u;
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
