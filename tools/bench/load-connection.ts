import { connect, type Socket } from 'node:net';

export interface HttpResponse {
  status: number;
  /** Head and body as they came. */
  text: string;
}

/** @param idle whether it broke while nothing was asked */
export type OnConnectionError = (error: Error, idle: boolean) => void;

/**
 * One HTTP/1.1 connection that is kept, with one call at a time. By hand, since the load generator
 * shares the machine with what it measures, and a client library costs several times as much.
 */
export class LoadConnection {
  readonly #socket: Socket;
  readonly #onBroken: OnConnectionError;
  #received = '';
  #onAnswer: ((answer: HttpResponse) => void) | null = null;
  #closing = false;

  private constructor(socket: Socket, onBroken: OnConnectionError) {
    this.#socket = socket;
    this.#onBroken = onBroken;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#receive(text));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed a connection')));
  }

  static async open(
    host: string,
    port: number,
    onBroken: OnConnectionError,
  ): Promise<LoadConnection> {
    const socket = connect(port, host);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new LoadConnection(socket, onBroken);
  }

  call(request: string, onAnswer: (answer: HttpResponse) => void): void {
    this.#onAnswer = onAnswer;
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#closing = true;
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    if (!this.#closing) this.#onBroken(error, this.#onAnswer === null);
    this.#closing = true;
  }

  #receive(text: string): void {
    this.#received += text;
    if (!isComplete(this.#received)) return;
    const answer = { status: Number(this.#received.slice(9, 12)), text: this.#received };
    this.#received = '';
    const onAnswer = this.#onAnswer;
    this.#onAnswer = null;
    onAnswer?.(answer);
  }
}

/** Whether an answer has come to its end, by its length or its last chunk (RFC 9112, section 6). */
function isComplete(text: string): boolean {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1];
  if (length !== undefined) return text.length >= headEnd + 4 + Number(length);
  return text.endsWith('\r\n0\r\n\r\n');
}
