const home = '/admin';
const signInPage = '/admin/sign-in';

/** The address of the sign-in page that leads back to a page of the back office. */
export function signInHref(path: string): string {
  return path === home ? signInPage : `${signInPage}?${new URLSearchParams({ to: path })}`;
}

/** Where to go after signing in: only ever to a page of the back office, whatever the address says. */
export function returnPath(to: string | string[] | undefined): string {
  const path = Array.isArray(to) ? to[0] : to;
  if (!path || !/^\/admin(?:[/?]|$)/.test(path) || path.startsWith(signInPage)) return home;
  // Browsers read a backslash as a slash, and drop control characters.
  return /[\\\p{Cc}]/u.test(path) ? home : path;
}
