import { Box, Flex } from '@strapi/design-system';
import { Layouts, Page } from '@strapi/strapi/admin';
import { useText } from '../../../use-text';
import { Skeleton } from '../components/skeleton';

/** The placeholder of a token's page while it is loading. */
export function FormSkeleton() {
  const text = useText();
  return (
    <Page.Main aria-busy>
      <Layouts.Header title={text('loading')} />
      <Layouts.Content>
        <Flex direction="column" alignItems="stretch" gap={6}>
          {['14rem', '22rem', '30rem'].map((height) => (
            <Box key={height} background="neutral0" hasRadius shadow="filterShadow" padding={6} height={height}>
              <Skeleton $width="30%" $height="1.8rem" />
            </Box>
          ))}
        </Flex>
      </Layouts.Content>
    </Page.Main>
  );
}
