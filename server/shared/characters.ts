/*
 * PostgreSQL stores neither NUL nor half a surrogate pair; U+FFFD stands for text that was read in the
 * wrong encoding; control characters cannot be seen; a bidi override shows a text in another order than
 * it is stored, also the text after it.
 */
export const forbiddenCharacter = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufff9-\ufffd]/u;

/** Combining marks alone have nothing to combine with; U+2800 is the blank Braille pattern. */
export const visibleCharacter = /[^\p{Z}\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;
