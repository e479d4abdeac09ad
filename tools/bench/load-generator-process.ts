// The process of the load generator: runs the commands that it receives over its IPC channel.
import type { LoadCommand, StopCommand } from './load-protocol.ts';
import { LoadRun } from './load-run.ts';

let run: LoadRun | null = null;

process.on('message', (message: LoadCommand | StopCommand) => {
  if (message.type === 'stop') return run?.stop();
  run = new LoadRun(message);
  run.run().then(
    (result) => process.send?.(result),
    (error: unknown) =>
      process.send?.({
        type: 'error',
        message: error instanceof Error ? error.message : String(error),
      }),
  );
});
process.on('disconnect', () => process.exit());
