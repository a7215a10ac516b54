import { Box, DatePicker, Flex, SingleSelect, Tag } from '@strapi/design-system';
import { Cross } from '@strapi/icons';
import { useIntl } from 'react-intl';
import type { TokenEvent } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import { useText } from '../../../use-text';
import { SelectOption } from '../../tokens/components/select-option';
import { useMakerText } from '../../tokens/activity/use-maker-text';
import { EVENT_ACTIONS } from '../../tokens/rules/activity/event-actions';
import { endOfDay, pickerDay, startOfDay } from '../../tokens/rules/form/token-end';
import type { EventFilters } from '../rules/event-filters';

const ANY = 'any';

/** The props of {@link EventFilterFields}. */
export interface EventFilterFieldsProps {
  filters: EventFilters;
  /** One of the listed events, which has the names of the token and the person that are filtered by. */
  sample: TokenEvent | undefined;
  onFilters(change: Partial<EventFilters>): void;
  /** Called instead by a button that is gone once its filter is removed. */
  onRemove(change: Partial<EventFilters>): void;
}

/** Filters events by what happened, when, to which token and by whom. The last two are set with buttons on an event. */
export function EventFilterFields({ filters, sample, onFilters, onRemove }: EventFilterFieldsProps) {
  const text = useText();
  const makerText = useMakerText();
  const { action, from, to, tokenId, actorType, actorId } = filters;
  const tokenName = sample && String(sample.token.id) === tokenId ? isolate(sample.token.name) : tokenId;
  const actorName = sample && String(sample.actor.id) === actorId && (actorType === null || sample.actor.type === actorType) ? makerText(sample.actor) : actorId;
  return (
    <Flex gap={3} wrap="wrap" alignItems="center">
      <Box flex="1 1 18rem" minWidth="14rem" maxWidth={{ initial: '100%', medium: '28rem' }}>
        <SingleSelect
          size="S"
          aria-label={text('events.what')}
          value={action ?? ANY}
          onChange={(chosen) => onFilters({ action: EVENT_ACTIONS.find((one) => one === chosen) ?? null })}
        >
          <SelectOption $isOfMany value={ANY}>{text('events.any')}</SelectOption>
          {EVENT_ACTIONS.map((one) => <SelectOption $isOfMany key={one} value={one}>{text(`event.${one}`)}</SelectOption>)}
        </SingleSelect>
      </Box>
      <DayField label={text('events.from')} value={from} onDay={(day) => onFilters({ from: day && startOfDay(day) })} />
      <DayField label={text('events.to')} value={to} onDay={(day) => onFilters({ to: day && endOfDay(day) })} />
      {tokenId === null ? null : (
        <Tag icon={<Cross aria-hidden />} label={text('filter.remove')} onClick={() => onRemove({ tokenId: null })}>{text('events.of-token', { name: tokenName })}</Tag>
      )}
      {actorId === null ? null : (
        <Tag icon={<Cross aria-hidden />} label={text('filter.remove')} onClick={() => onRemove({ actorType: null, actorId: null })}>{text('events.by-actor', { name: actorName })}</Tag>
      )}
    </Flex>
  );
}

function DayField({ label, value, onDay }: { label: string; value: string | null; onDay(day: Date | null): void }) {
  const text = useText();
  const { locale } = useIntl();
  const shown = value === null ? undefined : pickerDay(new Date(value));
  const choose = (day: Date | undefined) => {
    if (day === undefined) onDay(null);
    // The picker reports its day whenever it loses the focus.
    else if (shown?.getTime() !== pickerDay(day).getTime()) onDay(day);
  };
  return (
    <Box flex="1 1 14rem" minWidth="14rem" maxWidth={{ initial: '100%', medium: '20rem' }}>
      <DatePicker
        size="S"
        locale={locale}
        aria-label={label}
        placeholder={label}
        value={shown}
        onChange={choose}
        onClear={() => onDay(null)}
        clearLabel={text('filter.remove')}
        calendarLabel={label}
        monthSelectLabel={text('date.month')}
        yearSelectLabel={text('date.year')}
      />
    </Box>
  );
}
