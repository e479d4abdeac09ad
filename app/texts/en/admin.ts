/** What only staff read. */
export const adminEn = {
  title: 'Back office',
} as const;
