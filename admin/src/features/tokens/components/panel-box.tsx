import { forwardRef, type ReactNode } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';

/** A part of a page with a heading, to which a ref refers: it can be focused. */
export const PanelBox = forwardRef<HTMLHeadingElement, { title: string; note?: ReactNode; children: ReactNode }>(
  function PanelBox({ title, note, children }, ref) {
    return (
      <Box
        tag="section"
        background="neutral0"
        hasRadius
        shadow="filterShadow"
        padding={{ initial: 4, medium: 6 }}
      >
        <Flex direction="column" alignItems="stretch" gap={4}>
          <Box>
            <Typography variant="delta" tag="h2" fontWeight="bold" ref={ref} tabIndex={-1} style={{ outline: 'none' }}>{title}</Typography>
            {note ? <Typography tag="p" textColor="neutral600">{note}</Typography> : null}
          </Box>
          {children}
        </Flex>
      </Box>
    );
  },
);
