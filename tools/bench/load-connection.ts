import { connect, type Socket } from 'node:net';

export interface HttpResponse {
  status: number;
  /** Head and body as received. */
  text: string;
}

/** @param idle true if no call was in flight */
export type OnConnectionError = (error: Error, idle: boolean) => void;

/**
 * A persistent HTTP/1.1 connection for one call at a time. Written by hand, since the load generator
 * shares the machine with what it measures, and a client library needs several times the processor time.
 */
export class LoadConnection {
  readonly #socket: Socket;
  readonly #onError: OnConnectionError;
  #received = '';
  #onResponse: ((response: HttpResponse) => void) | null = null;
  #closing = false;

  private constructor(socket: Socket, onError: OnConnectionError) {
    this.#socket = socket;
    this.#onError = onError;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#receive(text));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('The server closed a connection.')));
  }

  static async open(
    host: string,
    port: number,
    onError: OnConnectionError,
  ): Promise<LoadConnection> {
    const socket = connect(port, host);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new LoadConnection(socket, onError);
  }

  call(request: string, onResponse: (response: HttpResponse) => void): void {
    this.#onResponse = onResponse;
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#closing = true;
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    if (!this.#closing) this.#onError(error, this.#onResponse === null);
    this.#closing = true;
  }

  #receive(text: string): void {
    this.#received += text;
    if (!isComplete(this.#received)) return;
    const response = { status: Number(this.#received.slice(9, 12)), text: this.#received };
    this.#received = '';
    const onResponse = this.#onResponse;
    this.#onResponse = null;
    onResponse?.(response);
  }
}

/** Whether a response is complete, by its length or its last chunk (RFC 9112, section 6). */
function isComplete(text: string): boolean {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1];
  if (length !== undefined) return text.length >= headEnd + 4 + Number(length);
  return text.endsWith('\r\n0\r\n\r\n');
}
