/** A LIKE pattern for "contains", with wildcards in the text escaped. */
export function likePattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
