'use client';

/** Shown when the root layout fails, so without texts or styles. */
export default function GlobalError({ retry }: { retry: () => void }) {
  return (
    <html lang="en">
      <body style={{ fontFamily: 'system-ui, sans-serif', padding: '2rem', maxWidth: '40rem' }}>
        <h1>This page could not be shown</h1>
        <p>That is our fault, not yours. Nothing of yours is lost. Please try again.</p>
        <p lang="zh-CN">页面无法显示。这是我们的问题，您的内容不会丢失。请重试。</p>
        <button
          type="button"
          onClick={retry}
          style={{ font: 'inherit', padding: '0.75rem 1.25rem' }}
        >
          Try again · 重试
        </button>
      </body>
    </html>
  );
}
