import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { DestinationStream } from 'pino';

/** What may wait for a reader that is slower than the log (characters). */
const MOST_WAITING = 1024 * 1024;

/**
 * Standard output for log lines. A line that cannot be written is lost, and nothing else: a full disk, a reader that has gone and one
 * that has stopped reading neither fail nor delay what is logged.
 */
export function standardOutput(): DestinationStream {
  const { stdout } = process;
  stdout.on('error', () => {});
  if (stdout instanceof Socket) {
    return {
      write(line) {
        if (stdout.writable && stdout.writableLength < MOST_WAITING) stdout.write(line);
      },
    };
  }
  // By itself, as the stream of a file never writes again after its first failure.
  return {
    write(line) {
      try {
        writeSync(process.stdout.fd, line);
      } catch {
        // There is nowhere else to say so.
      }
    },
  };
}
