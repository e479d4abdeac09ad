/** The server's time at which a document is made, ISO; for server components. */
export function documentRenderedAt(): string {
  return new Date().toISOString();
}
