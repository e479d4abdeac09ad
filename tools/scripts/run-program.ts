import { spawn } from 'node:child_process';
import { root } from './programs.ts';

export interface ProgramResult {
  code: number;
  output: string;
}

/**
 * Runs a Node program in the repository and collects its output: stdout and stderr in the order in which
 * they arrive, which Node's own execFile keeps apart.
 *
 * @param command the program's file and its arguments
 * @param options.env added to our own environment
 * @param options.signal ends the program
 */
export function runProgram(
  command: string[],
  options: { env?: Record<string, string>; signal?: AbortSignal | undefined } = {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, {
      cwd: root,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: options.signal,
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => {
      if (error.name !== 'AbortError') reject(error);
    });
    child.once('close', (code, signal) => {
      const output = Buffer.concat(chunks).toString();
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output });
    });
  });
}
