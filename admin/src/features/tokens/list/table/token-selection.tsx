import { Checkbox } from '@strapi/design-system';
import type { TokenSummary } from '../../../../../../server/contract';
import { isolate } from '../../../../isolate';
import { useText } from '../../../../use-text';
import type { TokenId } from '../../api/token-keys';

/** Which tokens of a list are selected. */
export interface TokenSelection {
  isSelectable(token: TokenSummary): boolean;
  selected: ReadonlySet<TokenId>;
  onSelect(selected: ReadonlySet<TokenId>): void;
}

/** Selects one token of a list; nothing where that is of no use. */
export function SelectToken({ token, selection: { isSelectable, selected, onSelect } }: { token: TokenSummary; selection: TokenSelection }) {
  const text = useText();
  if (!isSelectable(token)) return null;
  const select = (isChecked: boolean) => {
    const others = [...selected].filter((id) => id !== token.id);
    onSelect(new Set(isChecked ? [...others, token.id] : others));
  };
  return <Checkbox aria-label={text('list.select', { name: isolate(token.name) })} checked={selected.has(token.id)} onCheckedChange={(checked) => select(checked === true)} />;
}

/** Selects all tokens that a list shows, or none; nothing where none can be selected. */
export function SelectAllTokens({ tokens, selection: { isSelectable, selected, onSelect }, hasLabel = false }: {
  tokens: readonly TokenSummary[];
  selection: TokenSelection;
  /** Whether its name can be seen. */
  hasLabel?: boolean;
}) {
  const text = useText();
  const ids = tokens.filter(isSelectable).map(({ id }) => id);
  if (ids.length === 0) return null;
  const count = ids.filter((id) => selected.has(id)).length;
  return (
    <Checkbox
      aria-label={hasLabel ? undefined : text('list.select-all')}
      checked={count === ids.length ? true : count > 0 && 'indeterminate'}
      onCheckedChange={(checked) => onSelect(new Set(checked === true ? ids : []))}
    >
      {hasLabel ? text('list.select-all') : undefined}
    </Checkbox>
  );
}
