import { SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { LANGUAGES, useLanguage, type Language } from '../../preferences/language';

/** Chooses the panel's language. */
export function LanguagePicker() {
  const { formatMessage } = useIntl();
  const { language, choose } = useLanguage();
  return (
      <SingleSelect
        size="S"
        aria-label={formatMessage({ id: 'panel.language' })}
        value={language}
        onChange={(next) => choose(next as Language)}
      >
        {Object.entries(LANGUAGES).map(([code, name]) => <SingleSelectOption key={code} value={code}>{name}</SingleSelectOption>)}
      </SingleSelect>
  );
}
