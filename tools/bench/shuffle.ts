/**
 * Returns the items in random order (Fisher–Yates).
 * @param random returns numbers in [0, 1)
 */
export function shuffle<Item>(items: readonly Item[], random = Math.random): Item[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}
