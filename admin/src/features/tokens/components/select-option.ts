import { SingleSelectOption } from '@strapi/design-system';
import { styled } from 'styled-components';

/** An option in a long list. The design system's lists end after four of its own, with no sign of a fifth: of these, five are seen, or part of the next. */
export const SelectOption = styled(SingleSelectOption)<{ $isOfMany?: boolean }>`
  padding-block: ${({ $isOfMany }) => ($isOfMany ? '0.65rem' : '0.5rem')};
`;
