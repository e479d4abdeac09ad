/** What a process needs of ours to run at all, without the settings of whoever started it. */
export function minimalEnvironment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'USER', 'TMPDIR', 'TEMP', 'SystemRoot', 'LANG'];
  const kept = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return Object.fromEntries(kept) as NodeJS.ProcessEnv;
}
