import { Button, Flex, Typography } from '@strapi/design-system';
import type { TokenType } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { useGranted, useTokenField } from '../form/use-token-field';

/** A request that was denied for lack of `required` actions. */
export interface DeniedScope {
  path: string;
  required: readonly string[];
}

/** What has to be selected in a token's form, which says that it is of `type`, for a request to be allowed; null where nothing there would do. */
export type Grantable = (denied: DeniedScope, type: TokenType | undefined) => string[] | null;

/** How a denied request can be granted. */
export interface GrantProps {
  /** Left out where the person may not change the token. */
  grantable?: Grantable;
  /** Called once what was missing is selected in the form, to show it there. */
  onGranted(required: readonly string[]): void;
}

/** Selects in the form what a denied request was missing; nothing where that is not possible. */
export function GrantButton({ denied, grantable, onGranted }: GrantProps & { denied: DeniedScope }) {
  const text = useText();
  const { granted, setGranted } = useGranted();
  const { value: type } = useTokenField('type').field;
  const { required } = denied;
  const missing = required.length ? grantable?.(denied, type) : null;
  if (!missing) return null;
  if (missing.every((id) => granted.has(id))) return <Typography variant="pi" textColor="neutral600">{text('grant.selected')}</Typography>;
  const grant = () => {
    setGranted(new Set([...granted, ...missing]));
    onGranted(required);
  };
  return <Flex><Button variant="secondary" size="S" onClick={grant}>{text('grant', { count: required.length })}</Button></Flex>;
}
