import { useEffect, useRef, useState } from 'react';
import { Button } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { Navigate, useLocation, useNavigate } from 'react-router-dom';
import { Page } from '../../components/page';
import { useAuth } from '../../session/auth';

/**
 * Logs out. It is a page, so that pages with unsaved changes ask first, as before every other page. A link from elsewhere leads to
 * the start, since it does not carry what the button does.
 */
export function LogoutPage() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const { user, logout } = useAuth('LogoutPage', (state) => state);
  const isMeant = (useLocation().state as { isMeant?: boolean } | null)?.isMeant === true;
  const [hasFailed, setFailed] = useState(false);
  const started = useRef(false);

  useEffect(() => {
    if (!isMeant || started.current) return;
    started.current = true;
    logout().catch(() => setFailed(true));
  }, [isMeant, logout]);

  if (!isMeant) return <Navigate to="/" replace />;
  if (!user) return <Navigate to="/auth/login" replace />;
  if (!hasFailed) return <Page.Loading />;
  return (
    <Page.Error
      content={formatMessage({ id: 'panel.unreachable' })}
      action={
        <Button variant="secondary" onClick={() => navigate(-1)}>
          {formatMessage({ id: 'panel.back' })}
        </Button>
      }
    />
  );
}
