import type { TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '#server/trpc/router.ts';
import { getDomainError } from './error-text.ts';

/** Asks who is signed in to prove it. @returns false when they cancel */
type Reauthenticate = () => Promise<boolean>;

let reauthenticate: Reauthenticate | null = null;

/** Registers how to ask; the admin does, so that the shop's pages load nothing of it. */
export function setReauthenticate(ask: Reauthenticate | null): void {
  reauthenticate = ask;
}

/** For a call that is not of tRPC. @returns whether the person has proved who they are */
export async function confirmIdentity(): Promise<boolean> {
  return (await reauthenticate?.()) ?? false;
}

/** Repeats a call that requires a recent sign-in, after the person has proved who they are. */
export const reauthenticationLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let subscription = next(op).subscribe({
        ...observer,
        error(error) {
          const isRequired = getDomainError(error)?.code === 'REAUTHENTICATION_REQUIRED';
          if (!isRequired || !reauthenticate) return observer.error(error);
          void reauthenticate().then((isProved) => {
            if (isProved) subscription = next(op).subscribe(observer);
            else observer.error(error);
          });
        },
      });
      return () => subscription.unsubscribe();
    });
