/** Reads environment variables, as Strapi's `env` does. Every reader returns the fallback if the variable is not set. */
export interface Env {
  (name: string, fallback: string): string;
  (name: string): string | undefined;
  /** A whole number; NaN for anything else, which the validation of the configuration rejects. */
  int(name: string, fallback: number): number;
  float(name: string, fallback: number): number;
  /** `true` or `false`; anything else is returned as is, which the validation of the configuration rejects. */
  bool(name: string, fallback: boolean): boolean;
  /** @throws {Error} naming the variable if it is not JSON */
  json<T>(name: string, fallback: T): T;
  /** A list, separated by commas. */
  array(name: string, fallback: string[]): string[];
}

/** A file of `config/`: returns its part of the configuration. */
export type ConfigFactory = (tools: { env: Env }) => Record<string, unknown>;

/** See {@link Env}. An empty variable counts as unset. `onRead` gets the name of each variable that is read. */
export function createEnv(variables: Record<string, string | undefined>, onRead: (name: string) => void = () => {}): Env {
  function read<T>(name: string, fallback: T, parse: (value: string) => T): T {
    onRead(name);
    const value = variables[name];
    return value === undefined || value === '' ? fallback : parse(value);
  }
  const env = ((name: string, fallback?: string) => read(name, fallback, (value) => value)) as Env;
  env.int = (name, fallback) => read(name, fallback, (value) => (/^\s*-?\d+\s*$/.test(value) ? Number(value) : NaN));
  env.float = (name, fallback) => read(name, fallback, Number);
  env.bool = (name, fallback) => read<any>(name, fallback, (value) => ({ true: true, false: false })[value] ?? value);
  env.json = (name, fallback) => read(name, fallback, (value) => {
    try {
      return JSON.parse(value);
    } catch {
      throw new Error(`The variable ${name} must be JSON.`);
    }
  });
  env.array = (name, fallback) => read(name, fallback, (value) => value.split(',').map((item) => item.trim()));
  return env;
}
