import { useEffect, useRef, useState } from 'react';
import { Button } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { Navigate, useLocation, useNavigate } from 'react-router-dom';
import { Page } from '../../components/page/page';
import { useAuth } from '../../session/auth';
import { useRefusalText } from '../../session/use-refusal';

/**
 * Logs out. It is a page, so that pages with unsaved changes ask first, as for any other page. A link from elsewhere leads to the start
 * page, since it lacks the state that the button passes.
 */
export function LogoutPage() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const { user, logout } = useAuth('LogoutPage', (state) => state);
  const isMeant = (useLocation().state as { isMeant?: boolean } | null)?.isMeant === true;
  const [failure, setFailure] = useState<unknown>();
  const refusalText = useRefusalText();
  const started = useRef(false);

  useEffect(() => {
    if (!isMeant || started.current) return;
    started.current = true;
    logout().catch(setFailure);
  }, [isMeant, logout]);

  if (!isMeant) return <Navigate to="/" replace />;
  if (!user) return <Navigate to="/auth/login" replace />;
  if (failure === undefined) return <Page.Loading />;
  return (
    <Page.Error
      content={refusalText(failure)}
      action={
        <Button variant="secondary" onClick={() => navigate(-1)}>
          {formatMessage({ id: 'panel.back' })}
        </Button>
      }
    />
  );
}
