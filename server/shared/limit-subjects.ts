/**
 * Who unpaid orders are counted by. A cookie and an e-mail address cost nothing to replace, so they have
 * the small limits of one customer, and the network has those of all customers behind it.
 */
export const SUBJECT_KINDS = ['buyer', 'email', 'network'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** The longest exemption from limits. */
export const EXEMPTION_HOURS_MAX = 30 * 24;
