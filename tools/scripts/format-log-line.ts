/** pino's numbers. */
const LEVELS: Record<number, string> = { 40: 'warning: ', 50: 'error: ', 60: 'fatal: ' };
/** What every line would repeat. */
const OMITTED_FIELDS = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'process']);

/**
 * A process's line for a person at a terminal: where it comes from, then what it says. Lines of JSON
 * are unfolded, others are left as they are.
 */
export function formatLogLine(source: string, line: string): string {
  return `${`[${source}]`.padEnd(10)} ${formatEntry(line)}`;
}

function formatEntry(line: string): string {
  const entry = parseEntry(line);
  if (!entry) return line;
  const { level, msg, ...rest } = entry;
  const details = Object.entries(rest)
    .filter(([name]) => !OMITTED_FIELDS.has(name))
    .map(([name, value]) => ` ${name}=${formatValue(value)}`);
  return `${LEVELS[Number(level)] ?? ''}${String(msg)}${details.join('')}`;
}

function parseEntry(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry: unknown = JSON.parse(line);
    return entry !== null && typeof entry === 'object' && 'msg' in entry ? { ...entry } : undefined;
  } catch {
    return undefined;
  }
}

/** Of an error, its stack: it begins with the message. */
function formatValue(value: unknown): string {
  if (value !== null && typeof value === 'object' && 'stack' in value) return String(value.stack);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
