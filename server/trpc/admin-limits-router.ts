import { z } from 'zod';
import { exemptSubject } from '../limits/exempt-subject.ts';
import { listRefusals } from '../limits/list-refusals.ts';
import { EXEMPTION_HOURS_MAX, SUBJECT_KINDS } from '../shared/limit-subjects.ts';
import { cursorSchema } from '../shared/list-schemas.ts';
import { adminProcedure, router, staffProcedure } from './base.ts';

export const adminLimitsRouter = router({
  refusals: staffProcedure
    .input(z.object({ kind: z.enum(SUBJECT_KINDS).optional(), cursor: cursorSchema }))
    .query(({ ctx, input }) => listRefusals(ctx.shop.deps, input)),

  exempt: adminProcedure
    .input(z.object({ refusalId: z.guid(), hours: z.int().min(0).max(EXEMPTION_HOURS_MAX) }))
    .mutation(({ ctx, input }) => exemptSubject(ctx.shop.deps, ctx.actor, input)),
});
