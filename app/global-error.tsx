'use client';

/** Shown when the root layout fails, so without texts or styles. */
export default function GlobalError({ retry }: { retry: () => void }) {
  return (
    <html lang="en">
      <body style={{ fontFamily: 'system-ui, sans-serif', padding: '2rem', maxWidth: '40rem' }}>
        <h1>Something went wrong</h1>
        <p>This page could not be loaded. Please try again.</p>
        <p lang="zh-CN">出了点问题，页面加载失败，请重试。</p>
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
