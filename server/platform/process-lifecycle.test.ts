import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

test.each(['server/http/main.ts', 'workers/main.ts'])(
  '%s that cannot start says why in one line without a stack, and fails',
  async (program) => {
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, DATABASE_URL: 'mysql://nowhere' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => (output += data.toString()));
    }
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    const [line = '', ...rest] = output.trim().split('\n');
    expect(rest).toEqual([]);
    const { msg } = JSON.parse(line) as { msg: string };
    expect(msg).toContain('cannot start: Invalid settings in the environment:');
    expect(msg).toContain('DATABASE_URL must start with postgres://');
  },
);
