/** Run by the browser as it is; the language is the page's. */
const code = 'new Intl.NumberFormat(document.documentElement.lang);new Intl.DateTimeFormat()';

/**
 * Has the browser read its data on languages before it paints. The first formatter of a page takes
 * tens of milliseconds, which would otherwise keep a page that can be seen from answering the shopper.
 */
export function WarmUp() {
  return <script dangerouslySetInnerHTML={{ __html: code }} />;
}
