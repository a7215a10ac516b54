import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { DestinationStream } from 'pino';

/** How much may be buffered for a reader that is slower than the log (characters). */
const MOST_WAITING = 1024 * 1024;

/**
 * Standard output for log lines. A line that cannot be written is lost without further consequences: a full disk, or a reader that is gone
 * or has stopped reading, neither fails nor delays the code that logs.
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
  // Directly, since the stream of a file never writes again after its first failure.
  return {
    write(line) {
      try {
        writeSync(process.stdout.fd, line);
      } catch {
        // There is nowhere else to report it.
      }
    },
  };
}
