/** Encodings in which spreadsheets save text, as TextDecoder names them. */
export const ENCODINGS = ['windows-1252', 'windows-1250', 'gb18030', 'big5', 'shift_jis'] as const;

export type Encoding = (typeof ENCODINGS)[number];

/**
 * Decodes a file that is UTF-8 or says by a byte order mark that it is UTF-16.
 * @returns null for another encoding, which only a person can tell
 */
export function decodeUnicode(bytes: ArrayBuffer): string | null {
  const [first, second] = new Uint8Array(bytes);
  const mark = `${first} ${second}`;
  const encoding = mark === '255 254' ? 'utf-16le' : mark === '254 255' ? 'utf-16be' : 'utf-8';
  return decodeStrictly(bytes, encoding);
}

/** @returns null when the bytes are not text in this encoding */
export function decodeAs(bytes: ArrayBuffer, encoding: Encoding): string | null {
  return decodeStrictly(bytes, encoding);
}

function decodeStrictly(bytes: ArrayBuffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
