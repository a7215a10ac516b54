import { Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import { useText } from '../../../use-text';
import type { ContentAction } from '../rules/content-groups';

const Method = styled.span`
  flex: none;
  min-width: 6rem;
  font-size: 1.1rem;
  font-weight: ${({ theme }) => theme.fontWeights.bold};
  letter-spacing: 0.04em;
  color: ${({ theme }) => theme.colors.neutral600};
`;

const Path = styled.code`
  font-family: 'SF Mono', SFMono-Regular, ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace;
  font-size: 1.3rem;
  color: ${({ theme }) => theme.colors.neutral800};
  overflow-wrap: anywhere;
`;

/** The routes that an action allows. */
export function RouteList({ routes }: Pick<ContentAction, 'routes'>) {
  const text = useText();
  if (!routes.length) return <Typography variant="pi" textColor="neutral600">{text('routes.none')}</Typography>;
  return (
    <ul translate="no">
      {routes.map(({ method, path }) => (
        <Flex key={`${method} ${path}`} tag="li" gap={2} alignItems="baseline"><Method>{method}</Method><Path>{path}</Path></Flex>
      ))}
    </ul>
  );
}
