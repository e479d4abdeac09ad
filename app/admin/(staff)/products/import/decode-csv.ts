/** Encodings in which spreadsheets save text, as TextDecoder names them. */
export const ENCODINGS = ['windows-1252', 'windows-1250', 'gb18030', 'big5', 'shift_jis'] as const;

export type Encoding = (typeof ENCODINGS)[number];

/**
 * A file in UTF-8 as it is, or one that says by a byte order mark that it is UTF-16 as UTF-8.
 * @returns null for another encoding, which only a person can tell
 */
export async function decodeUnicode(file: Blob): Promise<Blob | null> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const mark = `${first} ${second}`;
  const encoding = mark === '255 254' ? 'utf-16le' : mark === '254 255' ? 'utf-16be' : 'utf-8';
  return await decodeStrictly(file, encoding);
}

/** @returns the file in UTF-8; null when it is no text in this encoding */
export async function decodeAs(file: Blob, encoding: Encoding): Promise<Blob | null> {
  return await decodeStrictly(file, encoding);
}

/** Part by part; a browser may keep a large Blob on disk. */
async function decodeStrictly(file: Blob, encoding: string): Promise<Blob | null> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const parts: string[] = [];
  const add = (text: string) => {
    if (encoding !== 'utf-8') parts.push(text);
  };
  try {
    const reader = file.stream().getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      add(decoder.decode(read.value, { stream: true }));
    }
    add(decoder.decode());
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
  return encoding === 'utf-8' ? file : new Blob(parts);
}
