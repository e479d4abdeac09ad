/**
 * What a run found wrong.
 *
 * `lost`: something acknowledged or paid for is not there, or a process ended by itself. `oversold`: more units sold or promised than
 * there were. `stuck`: not ended although everything works again. `mismatched`: the database, the
 * payment service and what callers were told do not say the same, or could not be shown to.
 */
export type FindingKind = 'lost' | 'oversold' | 'stuck' | 'mismatched';

export interface Finding {
  kind: FindingKind;
  message: string;
}
