import type { FormEvent, ReactNode } from 'react';
import { Box, Button, Flex, Main, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import { Brand } from '../../components/shell/brand';
import { Page } from '../../components/page/page';
import { useKeepFocus } from '../../components/use-keep-focus';
import { useSingleFlight } from '../../components/use-single-flight';
import { LanguagePicker } from '../../components/shell/language-picker';

const Background = styled(Main)`
  min-height: 100vh;
  background: ${({ theme }) => theme.colors.neutral100};
  padding: 2.4rem 1.6rem;
  ${({ theme }) => theme.breakpoints.medium} {
    padding-top: 8vh;
  }
`;

const Column = styled(Flex)`
  max-width: 46rem;
  margin-inline: auto;
`;

/** The frame of the pages before login: a card with a form. */
export function AuthFrame({ title, subtitle, submitLabel, problem, onSubmit, children }: {
  title: string;
  subtitle: string;
  submitLabel: string;
  /** Why the last attempt failed. */
  problem?: string;
  onSubmit(): Promise<void>;
  children: ReactNode;
}) {
  const { run, isRunning } = useSingleFlight(onSubmit);
  const button = useKeepFocus(isRunning);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run();
  };
  return (
    <Background labelledBy="auth-title">
      <Page.Title>{title}</Page.Title>
      <Column direction="column" alignItems="stretch" gap={6}>
        <Flex justifyContent="space-between"><Brand /><Box width="14rem"><LanguagePicker /></Box></Flex>
        <Box background="neutral0" hasRadius shadow="tableShadow" padding={{ initial: 5, medium: 8 }}>
          <form onSubmit={submit} noValidate>
            <Flex direction="column" alignItems="stretch" gap={5}>
              <Box>
                <Typography variant="alpha" tag="h1" id="auth-title" fontSize="2.4rem">{title}</Typography>
                <Box paddingTop={1}><Typography tag="p" textColor="neutral600">{subtitle}</Typography></Box>
              </Box>
              <div role="alert">
                {problem ? <Typography textColor="danger600">{problem}</Typography> : null}
              </div>
              {children}
              <Button ref={button} type="submit" fullWidth size="L" loading={isRunning}>{submitLabel}</Button>
            </Flex>
          </form>
        </Box>
      </Column>
    </Background>
  );
}
