import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a child process can be asked: one argument and one result each, both plain data. */
export type Methods = Record<string, (argument: any) => unknown>;

/** A process of the benchmark's own. */
export interface Child<M extends Methods> {
  call<Name extends keyof M & string>(name: Name, ...argument: Parameters<M[Name]>): Promise<Awaited<ReturnType<M[Name]>>>;
  stop(): Promise<void>;
}

/** Starts the module `name` of this folder, which calls {@link serveCalls}, as a process of its own. Its output is thrown away. */
export function startChild<M extends Methods>(name: string): Child<M> {
  const child = fork(join(__dirname, name), {
    execArgv: ['--expose-gc'], env: { ...process.env, NODE_ENV: 'production' }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve: (value: any) => void; reject: (error: Error) => void }>();
  let calls = 0;
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  child.on('message', ({ id, result, error }: any) => {
    const call = waiting.get(id)!;
    waiting.delete(id);
    if (error === undefined) call.resolve(result);
    else call.reject(new Error(error));
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`The process ${name} ended.`));
  });
  return {
    call: (method, ...argument) => new Promise((resolve, reject) => {
      calls += 1;
      waiting.set(calls, { resolve, reject });
      child.send({ id: calls, method, argument: argument[0] });
    }),
    async stop() {
      process.off('exit', kill);
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** Answers calls until the parent disconnects; then runs `end`, and the process is over. */
export function serveCalls(methods: Methods, end: () => Promise<void> = async () => {}): void {
  process.on('message', async ({ id, method, argument }: any) => {
    try {
      process.send!({ id, result: await methods[method]!(argument) });
    } catch (error) {
      process.send!({ id, error: (error as Error).stack });
    }
  });
  process.on('disconnect', () => void end().finally(() => process.exit(0)));
}
