import { Button, Flex, Typography } from '@strapi/design-system';
import type { TokenType } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { useGranted, useTokenField } from '../form/use-token-field';

/** A request that was denied for lack of `required` actions. */
export interface DeniedScope {
  path: string;
  required: readonly string[];
}

/** What to select in the form of a token of `type` so that a request is allowed; null if nothing there would help. */
export type Grantable = (denied: DeniedScope, type: TokenType | undefined) => string[] | null;

/** How a denied request can be granted. */
export interface GrantProps {
  /** Omitted if the person may not change the token. */
  grantable?: Grantable;
  /** Called once the missing permissions are selected in the form, to show them there. */
  onGranted(required: readonly string[]): void;
}

/** Selects in the form the permissions that a denied request lacked; renders nothing if that is not possible. */
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
