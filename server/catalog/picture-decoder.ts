import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import pLimit from 'p-limit';
import { DomainError } from '../shared/errors.ts';
import type { DecodeOutcome } from './decode-picture.ts';

/** Decodes uploaded pictures; see `decodePicture`. */
export type PictureDecoder = (content: Buffer) => Promise<DecodeOutcome>;

const DECODE_MS_MAX = 30_000;
const MEMORY_BYTES_MAX = 768 * 1024 * 1024;
/** One picture is decoded at a time; more may wait. */
const WAITING_MAX = 20;
/** Serving goes first. */
const NICENESS = 10;

const program = new URL('./decode-picture-process.ts', import.meta.url);

/**
 * A decoder outside this process, since pictures are written by strangers and decoders by people: each
 * picture gets a process without our environment, which is killed when it takes too long or too much
 * memory.
 * @param limits smaller ones, for tests
 * @returns decodes; a picture that its process did not survive is too large
 * @throws DomainError BUSY from the decoder when too many pictures wait
 */
export function createPictureDecoder(
  limits = { ms: DECODE_MS_MAX, memoryBytes: MEMORY_BYTES_MAX },
): PictureDecoder {
  const queue = pLimit(1);
  return async (content) => {
    if (queue.pendingCount >= WAITING_MAX) {
      throw new DomainError(
        { code: 'BUSY' },
        'Many pictures are being read; wait until they are stored and upload this one again.',
      );
    }
    return await queue(() => decodeInProcess(content, limits));
  };
}

function decodeInProcess(
  content: Buffer,
  limits: { ms: number; memoryBytes: number },
): Promise<DecodeOutcome> {
  return new Promise((resolve) => {
    const child = fork(program, [String(limits.memoryBytes)], {
      env: { NODE_ENV: process.env.NODE_ENV },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      timeout: limits.ms,
      killSignal: 'SIGKILL',
    });
    let outcome: DecodeOutcome = 'too_large';
    child.on('spawn', () => {
      setPriority(child.pid!, NICENESS);
      child.send(content);
    });
    child.on('message', (message) => (outcome = message as DecodeOutcome));
    // It may end before it has read the picture.
    child.on('error', () => {});
    child.on('close', () => resolve(outcome));
  });
}
