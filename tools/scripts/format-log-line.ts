import { prettyFactory } from 'pino-pretty';

const prettify = prettyFactory({
  colorize: false,
  ignore: 'time,pid,hostname,name,process',
  singleLine: true,
});

/** Formats a line of a process for a terminal: its source, then pino's JSON as text; other lines as they are. */
export function formatLogLine(source: string, line: string): string {
  return `${`[${source}]`.padEnd(10)} ${prettify(line).trim()}`;
}
