/** Reads environment variables, as Strapi's `env` does. Every reader gives the fallback where the variable is not set. */
export interface Env {
  (name: string, fallback: string): string;
  (name: string): string | undefined;
  /** A whole number; NaN for anything else, which the check of the configuration refuses. */
  int(name: string, fallback: number): number;
  float(name: string, fallback: number): number;
  /** `true` and `false`; what is neither is given as it is, which the check of the configuration refuses. */
  bool(name: string, fallback: boolean): boolean;
  /** @throws {Error} naming the variable where it is not JSON */
  json<T>(name: string, fallback: T): T;
  /** A list, separated by commas. */
  array(name: string, fallback: string[]): string[];
}

/** A file of `config/`: makes its part of the configuration. */
export type ConfigFactory = (tools: { env: Env }) => Record<string, unknown>;

/** See {@link Env}. A variable that is set to nothing counts as not set. `onRead` is told the name of each that is asked for. */
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
