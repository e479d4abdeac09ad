import { spawn } from 'node:child_process';
import { root } from './programs.ts';

export type ProgramResult = { code: number; output: string };

/**
 * Runs a Node program in the checkout, its output gathered instead of shown.
 *
 * @param command the program's file and its arguments
 */
export function runProgram(command: string[]): Promise<ProgramResult> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, command, {
      cwd: root,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', fail);
    child.once('close', (code, signal) => {
      const output = Buffer.concat(chunks).toString();
      done({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output });
    });
  });
}
