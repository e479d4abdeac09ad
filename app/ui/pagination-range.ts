/**
 * Which pages a pagination names: the first, the last and the current one with its neighbours.
 *
 * @returns page numbers in order, `gap` where some are left out
 */
export function paginationRange(page: number, pages: number): (number | 'gap')[] {
  const near = new Set([1, pages, page - 1, page, page + 1]);
  const numbers = [...near].filter((n) => n >= 1 && n <= pages).sort((a, b) => a - b);
  return numbers.flatMap((n, index) => {
    const before = numbers[index - 1];
    return before !== undefined && n - before > 1 ? ['gap' as const, n] : [n];
  });
}
