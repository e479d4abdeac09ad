/** A LIKE pattern for "contains", in which the text's own wildcards mean themselves. */
export function likePattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
