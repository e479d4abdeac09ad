// A process that decodes one picture, which it receives from its parent, and ends.
import { setInterval } from 'node:timers';
import sharp from 'sharp';
import { decodePicture } from './decode-picture.ts';

const MEMORY_CHECK_INTERVAL_MS = 20;

const memoryBytesMax = Number(process.argv[2]);
sharp.cache(false);
sharp.concurrency(1);

process.on('disconnect', () => process.exit());
// The decoders run in other threads, so that this one can look while they work.
setInterval(() => {
  if (process.memoryUsage.rss() > memoryBytesMax) process.exit(1);
}, MEMORY_CHECK_INTERVAL_MS);
process.once('message', (content: Buffer) => {
  void decodePicture(content).then((picture) => process.send!(picture, () => process.disconnect()));
});
