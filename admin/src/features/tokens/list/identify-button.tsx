import { useRef, useState, type FormEvent } from 'react';
import { Button, Field, Flex, Link, Modal, TextInput, Typography } from '@strapi/design-system';
import { Link as RouterLink } from 'react-router-dom';
import { styled } from 'styled-components';
import type { IdentifiedToken } from '../../../../../server/contract';
import { useRefusalText } from '../../../use-refusal-text';
import { useText } from '../../../use-text';
import { useIdentifyToken } from '../api/keys/identify-token';
import type { TokenPath } from '../api/token-keys';
import { useListState } from './list-place';
import { StateBadge } from '../details/state-badge';

/** Hides what is pasted, as for a password. An input of that type would have the browser offer to store the key. */
const KeyInput = styled(TextInput)`
  -webkit-text-security: disc;
`;

/** Asks for a key and says which token it is one of, and what can be done about it. The key is forgotten with the dialog. */
export function IdentifyButton({ path }: { path: TokenPath }) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <Modal.Root open={isOpen} onOpenChange={setOpen}>
      <Modal.Trigger><Button variant="tertiary" size="S">{text('identify')}</Button></Modal.Trigger>
      {isOpen ? <IdentifyForm path={path} /> : null}
    </Modal.Root>
  );
}

function IdentifyForm({ path }: { path: TokenPath }) {
  const text = useText();
  const refusalText = useRefusalText();
  const input = useRef<HTMLInputElement>(null);
  const [key, setKey] = useState('');
  const { mutate, data: found, error, isPending, reset } = useIdentifyToken(path);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim()) mutate(key.trim());
  };
  const change = (next: string) => {
    setKey(next);
    // What was found is of another key.
    reset();
  };
  const focusInput = (event: Event) => {
    event.preventDefault();
    input.current?.focus();
  };
  return (
    <Modal.Content aria-describedby={undefined} style={{ maxWidth: '56rem' }} onOpenAutoFocus={focusInput}>
      <Modal.Header closeLabel={text('close')}><Modal.Title>{text('identify')}</Modal.Title></Modal.Header>
      <Modal.Body>
        <form onSubmit={submit} autoComplete="off">
          <Flex direction="column" alignItems="stretch" gap={4}>
            <Field.Root name="key" hint={text('identify.hint')} error={error ? refusalText(error) : undefined}>
              <Field.Label>{text('column.key')}</Field.Label>
              <KeyInput
                ref={input}
                value={key}
                onChange={(event: { target: { value: string } }) => change(event.target.value)}
                maxLength={1000}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                dir="ltr"
              />
              <Field.Hint />
              <Field.Error />
            </Field.Root>
            <div><Button type="submit" size="S" loading={isPending} disabled={!key.trim()}>{text('identify.find')}</Button></div>
            <div role="status">
              {found === null ? <Typography>{text('identify.none')}</Typography> : null}
              {found ? <Found token={found} /> : null}
            </div>
          </Flex>
        </form>
      </Modal.Body>
    </Modal.Content>
  );
}

function Found({ token }: { token: IdentifiedToken }) {
  const text = useText();
  const listState = useListState();
  return (
    <Flex direction="column" alignItems="flex-start" gap={2}>
      <Link tag={RouterLink} to={String(token.id)} state={listState}><bdi>{token.name}</bdi></Link>
      <StateBadge token={{ ...token, expiresAt: null }} />
      <Typography>{text(`identify.${token.keyState}`)}</Typography>
    </Flex>
  );
}
