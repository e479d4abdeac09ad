/** Run by the browser as it is; the language is the page's. A browser without such workers goes without. */
const code = `try{new Worker('data:text/javascript,'+encodeURIComponent('\
new Intl.NumberFormat("'+document.documentElement.lang+'");\
new Intl.DateTimeFormat();\
close()'))}catch{}`;

/**
 * Has the browser read its data on languages beside the page. The first formatter of a process takes
 * tens of milliseconds, in which the page would neither be painted nor answer the shopper. What a worker
 * has read is there for the page too, whose own first formatter then takes none.
 */
export function WarmUp() {
  return <script dangerouslySetInnerHTML={{ __html: code }} />;
}
