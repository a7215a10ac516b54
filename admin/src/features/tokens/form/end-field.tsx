import type { ClipboardEvent, KeyboardEvent } from 'react';
import { DatePicker, Field, Flex, SingleSelect } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { useNow } from '../../../use-now';
import { useText } from '../../../use-text';
import { allowedLifespans, dayNamed, endOfDay, isSameDay, lastDay, NO_DATE, pickerDay } from '../rules/form/token-end';
import { SelectOption } from '../components/select-option';
import { useTokenField } from './use-token-field';

const ON_DATE = 'date';
const UNLIMITED = 'unlimited';

/** The props of {@link EndField}. */
export interface EndFieldProps {
  disabled?: boolean;
  /** The longest lifetime that the policy allows (days); null for any. */
  maxDays: number | null;
  /** When the stored token expires; undefined for a new one. */
  expiresAt?: string | null;
}

/** When the token expires: a new one after a duration, any token on a date, or never. The field offers only what the policy allows, and says so. */
export function EndField({ disabled, maxDays, expiresAt }: EndFieldProps) {
  const text = useText();
  const { formatDate } = useIntl();
  const { field: { ref, value: end, onChange }, error } = useTokenField('end');
  const isDate = typeof end === 'string';
  const isNew = expiresAt === undefined;
  const now = useNow(isDate && end !== NO_DATE ? end : null);
  const lives = isNew ? allowedLifespans(maxDays) : [];
  const mayBeEndless = maxDays === null || expiresAt === null;
  const exact = (time: number) => formatDate(time, { dateStyle: 'long', timeStyle: 'short' });

  const hints = [
    typeof end === 'number' ? text('duration.ends', { date: exact(now + end) }) : null,
    end === null ? text(isNew ? 'duration.endless' : 'duration.never-ends') : null,
    maxDays === null || disabled ? null : text(isNew ? 'duration.policy.new' : 'duration.policy', { days: maxDays }),
  ];
  const choose = (value: string) => {
    if (value === UNLIMITED) onChange(null);
    else if (value === ON_DATE) onChange(expiresAt ?? NO_DATE);
    else onChange(lives.find(({ lifespan }) => String(lifespan) === value)!.lifespan);
  };

  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <Field.Root name="end" required={!disabled} hint={hints.filter(Boolean).join(' ')} error={isDate ? undefined : error}>
        <Field.Label>{text(isNew ? 'field.duration' : 'field.ends')}</Field.Label>
        <SingleSelect
          ref={isDate ? undefined : ref}
          value={isDate ? ON_DATE : end === null ? UNLIMITED : String(end)}
          disabled={disabled}
          onChange={(value) => choose(String(value))}
        >
          {lives.map(({ lifespan, days }) => (
            <SelectOption key={lifespan} value={String(lifespan)}>
              {text('duration.days', { days })}
            </SelectOption>
          ))}
          <SelectOption value={ON_DATE}>{text('duration.on-date')}</SelectOption>
          {mayBeEndless ? <SelectOption value={UNLIMITED}>{text('duration.unlimited')}</SelectOption> : null}
        </SingleSelect>
        <Field.Hint />
        <Field.Error />
      </Field.Root>
      {isDate ? <DateField disabled={disabled} now={now} last={lastDay(maxDays, expiresAt, now)} /> : null}
    </Flex>
  );
}

/** The token's last day, and the exact time at its end. */
function DateField({ disabled, now, last }: { disabled?: boolean; now: number; last?: Date }) {
  const text = useText();
  const { formatDate, locale } = useIntl();
  const { field: { ref, value, onBlur, onChange }, error } = useTokenField('end');
  const end = value ? new Date(value) : undefined;
  const hint = end
    ? text(end.getTime() > now ? 'duration.ends' : 'duration.ended', { date: formatDate(end, { dateStyle: 'long', timeStyle: 'short' }) })
    : text('duration.day-end');
  const choose = (day: Date | undefined) => {
    if (day === undefined) onChange(NO_DATE);
    // The picker reports its day whenever it loses the focus; the exact time of a stored expiry stays.
    else if (end === undefined || !isSameDay(day, end)) onChange(endOfDay(day));
  };
  // The picker only reads dates in the order of its language, but dates are often copied from elsewhere.
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const day = dayNamed(event.clipboardData.getData('text'));
    if (day === undefined) return;
    event.preventDefault();
    choose(new Date(Math.min(Math.max(day.getTime(), now), last?.getTime() ?? Infinity)));
  };
  // While its calendar is closed, as after pasting, the picker accepts typed text only when it loses the focus.
  const take = ({ key, currentTarget }: KeyboardEvent<HTMLInputElement>) => {
    if (key !== 'Enter' || currentTarget.getAttribute('aria-expanded') === 'true') return;
    currentTarget.blur();
    currentTarget.focus();
  };
  return (
    <Field.Root name="endDate" required={!disabled} hint={hint} error={error}>
      <Field.Label>{text('field.end-date')}</Field.Label>
      <DatePicker
        ref={ref}
        // The design system only considers the language, but the order of day and month depends on the region.
        locale={locale}
        value={end && pickerDay(end)}
        minDate={pickerDay(new Date(now))}
        maxDate={last && pickerDay(last)}
        disabled={disabled}
        onBlur={onBlur}
        onPaste={paste}
        onKeyDown={take}
        onChange={choose}
        calendarLabel={text('field.end-date')}
        monthSelectLabel={text('date.month')}
        yearSelectLabel={text('date.year')}
      />
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
}
