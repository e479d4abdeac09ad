// npm run build: builds the pages, which a web process needs; `npm start` does it by itself.
import { buildPages } from './build-pages.ts';

try {
  await buildPages({ onBuild: () => console.log('Building the pages …') });
  console.log('The pages are built.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
