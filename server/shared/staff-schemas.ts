import { z } from 'zod';
import { PASSWORD_CHARS_MAX } from './limits.ts';
import { singleLineText } from './text-schemas.ts';

export const staffRoles = ['viewer', 'admin'] as const;

/** A password as it is typed to be checked; a new one is judged by `assertStrongPassword`. */
export const passwordSchema = z.string().min(1).max(PASSWORD_CHARS_MAX);

export const inviteStaffSchema = z.object({
  email: z.string().trim().toLowerCase().pipe(z.email().max(254)),
  name: singleLineText.min(1).max(100),
  role: z.enum(staffRoles),
});

export const passkeyNameSchema = singleLineText.min(1).max(100);
