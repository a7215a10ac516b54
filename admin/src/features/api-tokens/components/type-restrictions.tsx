import type { ReactNode } from 'react';
import { Accordion, Button, Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import type { RestrictableType } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { isFree, type TypeDraft } from '../../tokens/rules/restrictions/restriction-draft';
import { typeName } from '../../tokens/rules/type-name';
import { FieldAccess } from './field-access';
import { RowFilterField } from './row-filter-field';

const Trigger = styled(Accordion.Trigger)`
  padding-block: 1.2rem;
  span {
    white-space: normal;
  }
`;

const State = styled.span<{ $isRestricted: boolean }>`
  padding: 0.2rem 0.8rem;
  border-radius: 1rem;
  white-space: nowrap;
  font-size: 1.2rem;
  font-weight: ${({ theme }) => theme.fontWeights.semiBold};
  color: ${({ theme, $isRestricted }) => ($isRestricted ? theme.colors.primary700 : theme.colors.neutral600)};
  background: ${({ theme, $isRestricted }) => ($isRestricted ? theme.colors.primary100 : theme.colors.neutral150)};
`;

/** What a token reaches of one content type. */
export function TypeRestrictions({ uid, type, draft, canWrite, isOpen, onOpen, showsProblems, errors, preview, disabled, onChange, onRemove }: {
  uid: string;
  /** Undefined if it no longer exists. */
  type: RestrictableType | undefined;
  draft: TypeDraft;
  /** Whether the token may write anything. */
  canWrite: boolean;
  isOpen: boolean;
  onOpen(isOpen: boolean): void;
  showsProblems: boolean;
  /** The server's errors about its fields and its rows. */
  errors: { fields?: string; rows?: string };
  /** What the token would find of it. */
  preview: ReactNode;
  disabled?: boolean;
  onChange(draft: TypeDraft): void;
  /** Called to remove all of its restrictions. */
  onRemove(): void;
}) {
  const text = useText();
  const name = typeName(uid);
  const isRestricted = !isFree(draft);
  return (
    <Accordion.Root size="S" value={isOpen ? uid : ''} onValueChange={(value) => onOpen(value === uid)}>
      <Accordion.Item value={uid}>
        <Accordion.Header>
          <Trigger>{name}</Trigger>
          <Accordion.Actions>
            <State $isRestricted={isRestricted}>{text(type === undefined ? 'restrictions.gone' : isRestricted ? 'restrictions.restricted' : 'restrictions.unrestricted')}</State>
          </Accordion.Actions>
        </Accordion.Header>
        <Accordion.Content>
          <Flex direction="column" alignItems="stretch" gap={6} padding={{ initial: 4, medium: 6 }}>
            {type === undefined ? (
              <Typography>{text('restrictions.type.gone')}</Typography>
            ) : (
              <>
                <Flex direction="column" alignItems="stretch" gap={2}>
                  <FieldAccess
                    label={text('restrictions.fields.of', { type: name })} fields={type.fields} access={draft} canWrite={canWrite} disabled={disabled}
                    onChange={(access) => onChange({ ...draft, ...access })}
                  />
                  {errors.fields ? <Typography tag="p" role="alert" variant="pi" textColor="danger600">{errors.fields}</Typography> : null}
                </Flex>
                <RowFilterField
                  filter={draft.rows} choices={type.conditions} showsProblems={showsProblems} error={errors.rows} disabled={disabled}
                  onChange={(rows) => onChange({ ...draft, rows })}
                />
              </>
            )}
            {preview}
            {disabled ? null : (
              <Flex><Button variant="danger-light" size="S" onClick={onRemove}>{text('restrictions.type.lift', { type: name })}</Button></Flex>
            )}
          </Flex>
        </Accordion.Content>
      </Accordion.Item>
    </Accordion.Root>
  );
}
