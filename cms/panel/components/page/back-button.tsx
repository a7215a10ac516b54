import { Link } from '@strapi/design-system';
import { ArrowLeft } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { NavLink, type To } from 'react-router-dom';

/** A link to the page above this one, at `fallback` (Strapi's `BackButton`). */
export function BackButton({ fallback = '..' }: { fallback?: To }) {
  const { formatMessage } = useIntl();
  return (
    <Link tag={NavLink} to={fallback} startIcon={<ArrowLeft />}>
      {formatMessage({ id: 'panel.back' })}
    </Link>
  );
}
