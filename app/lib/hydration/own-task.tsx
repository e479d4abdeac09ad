import Script from 'next/script';

/**
 * Has a page come to life in a task of its own. Next starts React in the task that compiled its last
 * script; for a script that is to run before, even an empty one, it first lets the browser take a turn,
 * so that a tap in between is answered.
 */
export function OwnTask() {
  return (
    <Script id="own-task" strategy="beforeInteractive">
      {''}
    </Script>
  );
}
