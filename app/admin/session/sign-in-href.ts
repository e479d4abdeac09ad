const home = '/admin';
const signInPage = '/admin/sign-in';

/** The address of the sign-in page, with the admin page to return to. */
export function signInHref(path: string): string {
  return path === home ? signInPage : `${signInPage}?${new URLSearchParams({ to: path })}`;
}

/** The page to return to after sign-in; never outside the admin, to prevent open redirects. */
export function returnPath(to: string | string[] | undefined): string {
  const path = Array.isArray(to) ? to[0] : to;
  if (!path || !/^\/admin(?:[/?]|$)/.test(path) || path.startsWith(signInPage)) return home;
  // Browsers treat a backslash as a slash and drop control characters.
  return /[\\\p{Cc}]/u.test(path) ? home : path;
}
