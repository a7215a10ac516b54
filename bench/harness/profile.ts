import { Session } from 'node:inspector/promises';
import { cpuOf } from './in-process';

/** What one function took by itself. */
export interface ProfileLine {
  name: string;
  /** Path from the root of the project or package, or `node:…`; empty for what is in the engine. */
  file: string;
  /** Microseconds per call of what was profiled. */
  self: number;
}

/** The CPU profile of `work`, run so many times: self time per function, the most expensive first. */
export async function profileOf(times: number, work: () => Promise<void>): Promise<ProfileLine[]> {
  await cpuOf(times, work);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 100 });
  await session.post('Profiler.start');
  await cpuOf(times, work);
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const lines = new Map<string, ProfileLine>();
  profile.samples!.forEach((id, index) => {
    const { functionName, url } = nodes.get(id)!.callFrame;
    if (functionName === '(idle)' || functionName === '(program)') return;
    const file = url.replace(/^file:\/\//, '').replace(/^.*\/node_modules\//, '').replace(/^.*\/dist\/(?=(?:server|cms|bench)\/)/, '');
    const line = lines.get(`${functionName} ${file}`) ?? { name: functionName || '(anonymous)', file, self: 0 };
    line.self += profile.timeDeltas![index]! / times;
    lines.set(`${functionName} ${file}`, line);
  });
  return [...lines.values()].sort((a, b) => b.self - a.self);
}
