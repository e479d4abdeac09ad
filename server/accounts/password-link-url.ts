/** The page at which a link's holder sets a password. Fragments are sent to no server. */
export function passwordLinkUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/admin/set-password#${token}`;
}
