import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Alert, type AlertVariant, Flex } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { styled } from 'styled-components';

/** A notification's message and duration (Strapi's `NotificationConfig`). */
export interface NotificationConfig {
  type?: 'info' | 'warning' | 'danger' | 'success';
  title?: string;
  message?: string;
  /** Milliseconds; default: 5000, for errors 10000. */
  timeout?: number;
  /** True: it stays until it is closed. */
  blockTransition?: boolean;
  onClose?: () => void;
}

const VARIANTS: Record<NonNullable<NotificationConfig['type']>, AlertVariant> = {
  info: 'default',
  warning: 'warning',
  danger: 'danger',
  success: 'success',
};

const NotificationsContext = createContext<{ toggleNotification(config: NotificationConfig): void }>({ toggleNotification() {} });

const Region = styled(Flex)`
  position: fixed;
  top: 1.6rem;
  left: 50%;
  width: min(50rem, calc(100vw - 3.2rem));
  transform: translateX(-50%);
  z-index: ${({ theme }) => theme.zIndices.notification};
`;

function Notification({ config, close }: { config: NotificationConfig; close(): void }) {
  const { formatMessage } = useIntl();
  const { type = 'success', title, message, blockTransition, onClose } = config;
  const { timeout = type === 'danger' ? 10_000 : 5_000 } = config;
  const handleClose = useCallback(() => {
    onClose?.();
    close();
  }, [close, onClose]);

  useEffect(() => {
    if (blockTransition) return;
    const timer = setTimeout(handleClose, timeout);
    return () => clearTimeout(timer);
  }, [blockTransition, handleClose, timeout]);

  return (
    <Alert
      variant={VARIANTS[type]}
      title={title ?? formatMessage({ id: `panel.notification.${type}` })}
      closeLabel={formatMessage({ id: 'panel.close' })}
      onClose={handleClose}
    >
      {message}
    </Alert>
  );
}

/** Shows notifications above all pages. They are announced to screen readers. */
export function NotificationsProvider({ children }: { children: ReactNode }) {
  const nextId = useRef(0);
  const [shown, setShown] = useState<Array<{ id: number; config: NotificationConfig; close(): void }>>([]);
  const toggleNotification = useCallback((config: NotificationConfig) => {
    const id = nextId.current++;
    const close = () => setShown((all) => all.filter((one) => one.id !== id));
    setShown((all) => [...all.slice(-2), { id, config, close }]);
  }, []);
  const value = useMemo(() => ({ toggleNotification }), [toggleNotification]);

  return (
    <NotificationsContext.Provider value={value}>
      <Region direction="column" alignItems="stretch" gap={2} aria-live="polite" role="status">
        {shown.map(({ id, config, close }) => <Notification key={id} config={config} close={close} />)}
      </Region>
      {children}
    </NotificationsContext.Provider>
  );
}

/** Shows a notification: `toggleNotification({ type, message })` (Strapi's `useNotification`). */
export function useNotification() {
  return useContext(NotificationsContext);
}
