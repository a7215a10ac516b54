import type { PreviousKey } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { TimeAgo } from '../components/time-ago';

/** When a key or a token was used last, and from which address, where that is recorded; `unused` for one that never was. */
export function LastUse({ use, unused }: { use: Pick<PreviousKey, 'lastUsedAt' | 'lastUsedFrom'>; unused: string }) {
  const text = useText();
  const { lastUsedAt, lastUsedFrom } = use;
  if (lastUsedAt === null) return <>{unused}</>;
  const time = <TimeAgo key="time" date={lastUsedAt} isExact />;
  return <>{lastUsedFrom === null ? time : text('use.from', { time, address: <bdi key="address">{lastUsedFrom}</bdi> })}</>;
}
