import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import getPort from 'get-port';

/**
 * Finds a port that is free.
 *
 * @param options.wanted 0: any free port
 * @param options.setting the environment variable to name in the error
 * @param options.graceMs how long to wait for a process that is shutting down
 * @throws when the port stays in use
 */
export async function choosePort(options: {
  wanted: number;
  host: string;
  setting: string;
  graceMs: number;
  onWait: () => void;
}): Promise<number> {
  if (options.wanted === 0) return await getPort({ host: options.host });
  const deadline = Date.now() + options.graceMs;
  for (let waits = 0; !(await isPortFree(options.wanted, options.host)); waits += 1) {
    if (waits === 0) options.onWait();
    if (Date.now() > deadline) {
      throw new Error(
        `Port ${options.wanted} is in use by another program. ` +
          `Stop that program, or choose another port: ${options.setting}=${options.wanted + 1} npm start`,
      );
    }
    await delay(200);
  }
  return options.wanted;
}

async function isPortFree(port: number, host: string): Promise<boolean> {
  const probe = createServer();
  return await new Promise((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(new Error(`Port ${port} on ${host} cannot be opened: ${error.message}`));
    });
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
