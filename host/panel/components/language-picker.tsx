import { Box, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { LANGUAGES, useLanguage, type Language } from '../preferences/language';

/** Chooses the panel's language. */
export function LanguagePicker() {
  const { formatMessage } = useIntl();
  const { language, choose } = useLanguage();
  return (
    <Box flex="1" maxWidth="16rem">
      <SingleSelect
        size="S"
        aria-label={formatMessage({ id: 'panel.language' })}
        value={language}
        onChange={(next) => choose(next as Language)}
      >
        {Object.entries(LANGUAGES).map(([code, name]) => <SingleSelectOption key={code} value={code}>{name}</SingleSelectOption>)}
      </SingleSelect>
    </Box>
  );
}
