import { useIntl } from 'react-intl';
import { useNow } from '../../../use-now';
import { relativeTime } from '../rules/relative-time';

/** When something was or will be, in words such as "3 days ago". The exact date is shown on hover, and with `isExact` next to it. */
export function TimeAgo({ date, isExact = false }: { date: string; isExact?: boolean }) {
  const { formatDate, formatRelativeTime } = useIntl();
  const [value, unit] = relativeTime(Date.parse(date) - useNow(date));
  return (
    <time dateTime={date} title={formatDate(date, { dateStyle: 'full', timeStyle: 'short' })}>
      {formatRelativeTime(value, unit, { numeric: 'auto' })}
      {isExact ? ` (${formatDate(date, { dateStyle: 'medium', timeStyle: 'short' })})` : null}
    </time>
  );
}
