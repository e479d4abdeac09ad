import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#db/embedded/free-port.ts';

/**
 * A port that can be listened on.
 *
 * @param options.wanted 0: any free one
 * @param options.setting the variable that chooses it, for the message
 * @param options.graceMs how long to wait for one who is just leaving
 * @throws when somebody listens there; the message names the setting
 */
export async function choosePort(options: {
  wanted: number;
  host: string;
  setting: string;
  graceMs: number;
  onWait: () => void;
}): Promise<number> {
  if (options.wanted === 0) return await freePort();
  const deadline = Date.now() + options.graceMs;
  for (let waits = 0; !(await isPortFree(options.wanted, options.host)); waits += 1) {
    if (waits === 0) options.onWait();
    if (Date.now() > deadline) {
      throw new Error(
        `Port ${options.wanted} is in use by another program. ` +
          `Stop that program, or choose another port: ${options.setting}=${options.wanted + 1} npm start`,
      );
    }
    await pause(200);
  }
  return options.wanted;
}

async function isPortFree(port: number, host: string): Promise<boolean> {
  const probe = createServer();
  return await new Promise((answer, fail) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') answer(false);
      else fail(new Error(`Port ${port} on ${host} cannot be used: ${error.message}`));
    });
    probe.listen(port, host, () => probe.close(() => answer(true)));
  });
}
