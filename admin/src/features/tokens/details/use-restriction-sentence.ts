import { useCallback } from 'react';
import { useIntl } from 'react-intl';
import type { Restrictions } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { typeName } from '../rules/type-name';

/** Describes what a token is restricted to: `Limited to published content, and some fields of Article.` */
export function useRestrictionSentence(): (restrictions: Restrictions | null) => string {
  const text = useText();
  const { formatList } = useIntl();
  return useCallback((restrictions) => {
    if (restrictions === null) return text('restrictions.none');
    const { read, write, locales, types = {} } = restrictions;
    const named = Object.entries(types);
    const fields = named.filter(([, rule]) => rule.read ?? rule.write).map(([uid]) => typeName(uid));
    const rows = named.filter(([, { where }]) => where).map(([uid]) => typeName(uid));
    const parts = [
      read && text('restrictions.part.published'),
      write && text('restrictions.part.drafts'),
      locales && text('restrictions.part.locales', { count: locales.length, names: formatList(locales) }),
      fields.length > 0 && text('restrictions.part.fields', { types: formatList(fields) }),
      rows.length > 0 && text('restrictions.part.rows', { types: formatList(rows) }),
    ].filter((part): part is string => Boolean(part));
    return parts.length === 0 ? text('restrictions.none') : text('restrictions.sentence', { parts: parts.join('; ') });
  }, [formatList, text]);
}
